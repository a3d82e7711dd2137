import Kit
import System

/// How a connection ends, and what becomes of its exchanges then.
extension ServerConnection {
    private static let lingerNanoseconds: UInt64 = 2_000_000_000
    private static let discardLimitBytes = 1 << 20

    /// Ends the connection when all is on its way: says so to the peer, then waits a little for its end.
    func linger() {
        phase = .lingering
        connection.endWriting()
        connection.dropBuffers(&loop.buffers)
        watch(.readable)
        setDeadline(loop.nowNanoseconds + Self.lingerNanoseconds)
    }

    /// Throws away what comes in after the end, within bounds.
    func discard() {
        guard let count = connection.discard() else { return close() }
        discardedBytes += count
        if discardedBytes > Self.discardLimitBytes { close() }
    }

    /// Closes the connection now. While an operation runs for it, it is kept, so that its end can be logged.
    func close() {
        guard phase != .closed else { return }
        for entry in unsent {
            service.pipeline.sent(&entry.box.exchange)
            giveBack(entry.box)
        }
        unsent = []
        if phase == .open {
            connection.sayGoodbye()
            while case .gone(let stream) = machine.inputEnded(unreadBytes: 0) { logGone(stream) }
        }
        // Not before: a closed connection leaves the loop with its last exchange, and must do so once.
        phase = .closed
        loop.unwatch(connection.descriptor)
        setDeadline(.max)
        connection.dropBuffers(&loop.buffers)
        leaveIfDone()
    }

    /// The client went before its request was complete.
    func logGone(_ stream: StreamID) {
        let box = exchanges[stream] ?? makeExchange(stream, takingHead: true)
        note(box)
        service.pipeline.gone(&box.exchange)
        forget(box)
    }

    func leaveIfDone() {
        guard phase == .closed, exchanges.isEmpty, loop.remove(self) else { return }
        service.count.leave()
    }
}

// MARK: Exchanges

extension ServerConnection {
    func makeExchange(_ stream: StreamID, takingHead: Bool = false) -> ExchangeBox {
        let box = service.boxes.popLast() ?? ExchangeBox(peer)
        box.exchange.peer = peer
        if let key { box.exchange.key = ExchangeKey(member: key, stream: stream) }
        if takingHead { machine.takeHead(&box.exchange.head) }
        exchanges.add(box)
        return box
    }

    /// How much of the request has come by now.
    func note(_ box: ExchangeBox) {
        let progress = machine.progress(of: box.exchange.key.stream)
        box.exchange.facts.startedNanoseconds = progress.startNanoseconds
        box.exchange.facts.bytesIn = progress.bytesIn
    }

    func forget(_ box: ExchangeBox) {
        exchanges.remove(box.exchange.key.stream)
        giveBack(box)
        leaveIfDone()
    }

    /// Keeps an exchange for later requests.
    func giveBack(_ box: ExchangeBox) {
        box.exchange.reset()
        if service.boxes.count < 64 { service.boxes.append(box) }
    }
}
