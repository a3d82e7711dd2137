import Kit
import System

/// How a connection ends, and what becomes of its exchanges then.
extension Conversation {
    /// How long the peer is waited for when it owes nothing more.
    private static let lingerNanoseconds: UInt64 = 2_000_000_000

    /// Ends the connection when all is on its way: says so to the peer, then waits for its end. Were the socket closed
    /// while the peer sends, a reset would take the answer from it (RFC 9112 §9.6).
    mutating func linger() {
        phase = .lingering
        connection.endWriting()
        connection.dropBuffers(loop.buffers)
        interest = .readable
        lingerStartNanoseconds = loop.nowNanoseconds
        lingerOn()
    }

    /// Throws away what comes in after the end, within bounds.
    mutating func discard() {
        guard let count = connection.discard(loop.buffers) else { return close() }
        discardedBytes += count
        if discardedBytes > service.pipeline.httpLimits.discardedBytes { return close() }
        if count > 0 { lingerOn() }
    }

    /// What still comes of content has the time that content has; what nobody announced must not pause for long, and
    /// when the gateway stops nothing must.
    mutating func lingerOn() {
        let now = loop.nowNanoseconds
        let patience = service.pipeline.patience.content(
            elapsedNanoseconds: now - lingerStartNanoseconds, bytesIn: discardedBytes)
        let isPatient = machine.isOwedContent && !loop.isDraining
        deadlineNanoseconds = now + (isPatient ? patience : min(patience, Self.lingerNanoseconds))
    }

    /// Hands the connection over to what speaks the next protocol.
    mutating func handOver() -> Connection {
        // A turn that was asked for before may still come.
        (phase, socket) = (.closed, nil)
        return connection.handOver()
    }

    /// Closes the connection now. While an operation runs for it, it is kept, so that its end can be logged.
    mutating func close() {
        guard phase != .closed else { return }
        for entry in unsent { service.finish(entry.box) }
        unsent = []
        unsentBoxBytes = 0
        endSending()
        socket?.carrierEnded(.reset)
        if phase == .open {
            connection.sayGoodbye()
            while case .gone(let stream) = machine.inputEnded(unreadBytes: 0) { logGone(stream) }
        }
        phase = .closed
        connection.dropBuffers(loop.buffers)
    }

    /// The client went before its request was complete.
    mutating func logGone(_ stream: StreamID) {
        let box = exchanges[stream] ?? makeExchange(stream, takingHead: true)
        note(box)
        service.pipeline.gone(&box.exchange)
        forget(box)
    }
}

// MARK: Exchanges

extension Conversation {
    mutating func makeExchange(_ stream: StreamID, takingHead: Bool = false) -> ExchangeBox {
        let box = service.takeBox(ExchangeKey(member: key, stream: stream), peer)
        if takingHead { machine.takeHead(&box.exchange.head) }
        exchanges.add(box)
        return box
    }

    /// How much of the request has come by now.
    mutating func note(_ box: ExchangeBox) { box.exchange.note(machine.progress(of: box.stream)) }

    mutating func forget(_ box: ExchangeBox) {
        exchanges.remove(box.stream)
        service.giveBack(box)
    }
}
