import Kit
import System

/// What comes in: bytes become requests, and requests go to the pipeline.
extension Conversation {
    mutating func handshake() {
        switch connection.handshake() {
        case .done:
            peer = Peer(
                peer.address, listener: peer.listener, isRefused: peer.isRefused, tls: connection.tlsInfo)
            machine = service.makeMachine(loop.nowNanoseconds)
            open()
            readOn()
        case .wouldBlock(let readiness): interest = readiness == .readable ? .readable : .writable
        case .closed: close()
        case .failed(.plainHTTP): refusePlainHTTP()
        case .failed(let error):
            service.pipeline.handshakeFailed(error)
            close()
        }
    }

    /// Says on a TLS port, to a client that speaks plain HTTP, what it should speak.
    private mutating func refusePlainHTTP() {
        let box = makeExchange(0)
        service.pipeline.refuse(&box.exchange, APIError(.plainHTTPOnTLS, .plainHTTP))
        let content = box.exchange.response.content
        var answer: [UInt8] = []
        machine.respond(
            0, box.exchange.response.head, contentLength: content.count, isLast: true, date: service.pipeline.date,
            output: &answer)
        answer += content
        box.exchange.facts.bytesOut = answer.count
        // It is short, and nothing was sent before it: the kernel has room.
        connection.sendPlain(answer.span)
        exchanges.remove(box.stream)
        service.finish(box)
        linger()
    }

    var wantsBytes: Bool {
        !connection.inputHasEnded && connection.unreadCount < unreadLimitBytes && fullStream == nil && socket == nil
            && (connection.unsentCount == 0 || !service.buffers.budget.isScarce)
    }

    /// There is room for another answer. Who has not taken the last gets no other while memory is scarce.
    private var hasRoom: Bool {
        let unsent = connection.unsentCount
        return unsent == 0 || unsent < Self.unsentLimitBytes && !service.buffers.budget.isScarce
    }

    /// Reads what has come, and goes through it.
    mutating func readOn() {
        for _ in 0..<Self.readsInTurn {
            switch connection.read(loop.buffers) {
            case .moved: serve()
            // Requests that were read before may have waited for room.
            case .blocked, .ended, .done: return serve()
            case .failed: return close()
            }
            guard phase == .open, wantsBytes else { return }
            // What TLS has decrypted ahead, epoll does not see.
            guard connection.hasPending else { return }
        }
        // One client's bytes do not keep the others waiting.
        wantsTurn = true
    }

    /// An answer has made room for requests that were read before, and for more of them.
    mutating func goOn() {
        serve()
        // What TLS has decrypted ahead, epoll does not see.
        if phase == .open, wantsBytes, connection.hasPending { readOn() }
    }

    /// Goes through what was read, and sends the answers; again, when the machine stopped for want of room for them.
    private mutating func serve() {
        repeat { answerRequests() } while settle() && !machineWaits
    }

    /// Goes request by request, until more is needed, an answer has to be waited for, or too much waits to be sent.
    private mutating func answerRequests() {
        machineWaits = false
        let now = loop.nowNanoseconds
        while phase == .open, !machine.hasEnded, hasRoom, socket == nil {
            var intake = FormBody.Intake.taken
            let step = connection.lendUnread { unread, output in
                let step = machine.read(unread, nowNanoseconds: now, output: &output)
                if case .content(let stream, let range) = step.event {
                    if let box = exchanges[stream] { intake = box.exchange.body.append(unread.extracting(range)) }
                }
                return step
            }
            connection.use(step.consumed)
            if intake != .taken, !follow(intake, step.event) {
                machineWaits = true
                return
            }
            guard step.event == .needsMore else {
                perform(step.event)
                continue
            }
            let event =
                connection.inputHasEnded ? machine.inputEnded(unreadBytes: connection.unreadCount) : .needsMore
            guard event != .needsMore else {
                machineWaits = true
                return
            }
            perform(event)
        }
    }

    /// Does what the machine says.
    mutating func perform(_ event: WireEvent) {
        switch event {
        case .needsMore, .content: break
        case .head(let stream):
            let box = makeExchange(stream, takingHead: true)
            follow(service.pipeline.headRead(&box.exchange), box)
        case .end(let stream):
            guard let box = exchanges[stream] else { return }
            follow(service.pipeline.contentRead(&box.exchange), box)
        case .gone(let stream):
            logGone(stream)
            closeIfAllIsSent()
        case .refused(let stream, let refusal): refuse(stream, refusal)
        case .changes: machine = machine.successor(nowNanoseconds: loop.nowNanoseconds)
        case .close: closeIfAllIsSent()
        }
    }

    /// Answers that are still to be sent are sent first; `settle` ends the connection then.
    private mutating func closeIfAllIsSent() {
        if machine.hasEnded, exchanges.isEmpty, connection.unsentCount == 0 { close() }
    }

    /// What is at hand is no request.
    private mutating func refuse(_ stream: StreamID, _ refusal: WireRefusal) {
        if let box = exchanges[stream] {
            service.pipeline.fail(&box.exchange, refusal.error)
            respond(box)
        } else {
            let box = makeExchange(stream, takingHead: true)
            service.pipeline.refuse(&box.exchange, refusal.error)
            respond(box)
        }
    }

    mutating func follow(_ step: Pipeline.Step, _ box: ExchangeBox) {
        switch step {
        case .answered: respond(box)
        // The connection may end before the answer comes.
        case .waits: note(box)
        case .next: readContent(of: box)
        }
    }
}
