import Kit
import System

/// HTTP/1.1 on one connection: requests in order, one at a time, each answered before the next is looked at.
final class HTTP1Connection: WireProtocol {
    /// Content of a refused request that is read to keep the connection; longer content closes it.
    private static let discardLimitBytes = 64 * 1024

    private enum State {
        /// Nothing, or a part of a head, has come.
        case readingHead
        /// The head was accepted, the content is coming.
        case readingBody
        /// The operation runs elsewhere.
        case waiting
        /// The answer is on its way to the kernel.
        case sending
        /// The answer has gone; the content that nobody wanted is coming.
        case discarding
        /// No more requests are served.
        case ended
    }

    /// Holds this object until it is closed and forgotten.
    private let connection: Connection
    private let pipeline: Pipeline
    private var parser = RequestParser()
    /// Borrowed from the loop while a request is at hand.
    private var borrowed: Exchange?
    private var state = State.readingHead
    /// The deadline of the head at hand is set.
    private var isHeaderTimed = false
    /// Room set aside for the body at hand.
    private var reservedBytes = 0
    /// The answer was given before the content was read.
    private var discardsBody = false

    init(_ connection: Connection) {
        self.connection = connection
        pipeline = connection.pipeline
        connection.setDeadline(inMilliseconds: limits.headerReadMilliseconds)
    }

    private var limits: GatewayLimits { pipeline.limits }

    private var exchange: Exchange {
        if let borrowed { return borrowed }
        let exchange = connection.loop.takeExchange()
        exchange.startedNanoseconds = connection.loop.nowNanoseconds
        borrowed = exchange
        connection.prepareOutput()
        return exchange
    }

    private func returnExchange() {
        if reservedBytes > 0 {
            connection.loop.bodies.release(reservedBytes)
            reservedBytes = 0
        }
        guard let exchange = borrowed else { return }
        borrowed = nil
        connection.loop.giveBack(exchange)
    }
}

// MARK: Requests

extension HTTP1Connection {
    func received() { serve() }

    /// Goes through what has come, request by request, until more is needed or an answer has to be waited for.
    private func serve() {
        while isReading, !connection.isClosed {
            // Between two requests nothing is borrowed.
            if state == .readingHead, connection.unreadIsEmpty { return waitForMore() }
            switch connection.parse(&parser, into: exchange.request) {
            case .needMore: return waitForMore()
            case .headComplete: headComplete()
            case .complete: state == .discarding ? nextRequest() : requestComplete()
            case .failed(let failure): failed(failure)
            }
        }
    }

    private var isReading: Bool { state == .readingHead || state == .readingBody || state == .discarding }

    private func headComplete() {
        let request = exchange.request
        exchange.closesConnection = !request.keepsAlive || connection.isRefused || connection.loop.isDraining
        exchange.endsUnlessRead = endsUnlessRead(request)
        switch pipeline.headComplete(exchange, on: connection) {
        case .readBody(let limitBytes):
            state = .readingBody
            if let failure = parser.beginBody(of: request, limitBytes: limitBytes) { return failed(failure) }
            guard reserveBody(request.framing, limitBytes: limitBytes) else { return refuseBody() }
            if request.expectsContinue, request.framing != .none, connection.unreadIsEmpty { sendContinue() }
        case .answered:
            // Without content too: the parser is ready for the next request when it has read this one to its end.
            discardsBody = true
            send()
        }
    }

    /// Sets room aside for a large body: as long as it says, or as its limit allows.
    private func reserveBody(_ framing: Request.Framing, limitBytes: Int) -> Bool {
        let byteCount =
            switch framing {
            case .none: 0
            case .length(let length): length
            case .chunked: limitBytes
            }
        guard byteCount > BodyBudget.freeBytes else { return true }
        guard connection.loop.bodies.reserve(byteCount) else { return false }
        reservedBytes = byteCount
        return true
    }

    /// There is no room for the body now.
    private func refuseBody() {
        exchange.closesConnection = true
        pipeline.fail(exchange, APIError(.overloaded, retryAfterSeconds: 1), on: connection)
        send()
    }

    /// Whether the connection is of no further use when the request is answered without its content.
    private func endsUnlessRead(_ request: Request) -> Bool {
        switch request.framing {
        case .none: false
        // A client that waits for `100 Continue` may send the content or not: nobody can tell what comes next.
        case .chunked: request.expectsContinue
        case .length(let count): request.expectsContinue || count > Self.discardLimitBytes
        }
    }

    private func sendContinue() {
        connection.output.append(contentsOf: ResponseWriter.continueAnswer)
        // Should the kernel not take these few bytes now, they go with the answer.
        _ = connection.send()
    }

    private func requestComplete() {
        switch pipeline.requestComplete(exchange, on: connection) {
        case .answered: send()
        case .pending:
            state = .waiting
            connection.pauseReading()
            connection.clearDeadline()
        }
    }

    func operationCompleted(_ result: Result<Reply, APIError>) {
        guard state == .waiting else { return }
        if connection.loop.isDraining { exchange.closesConnection = true }
        pipeline.operationCompleted(exchange, result, on: connection)
        guard !connection.isClosed else {
            // Nobody is there to read the answer; what was done is logged all the same.
            pipeline.sent(exchange, on: connection)
            returnExchange()
            return connection.forget()
        }
        send()
        serve()
        resumeIfReading()
    }

    /// The bytes are no request: the answer is the connection's last.
    private func failed(_ failure: ParseFailure) {
        guard state != .discarding else { return end() }
        exchange.closesConnection = true
        let error = failure.error
        if state == .readingHead {
            pipeline.refuse(exchange, error, on: connection)
        } else {
            pipeline.fail(exchange, error, on: connection)
        }
        send()
    }
}

// MARK: Answers

extension HTTP1Connection {
    private func send() {
        state = .sending
        if connection.send() {
            sent()
        } else if !connection.isClosed {
            connection.pauseReading()
        }
    }

    func outputSent() {
        // Only `100 Continue` was late, if no answer is being sent: the content comes next.
        guard state == .sending else { return connection.resumeReading() }
        sent()
        serve()
        resumeIfReading()
    }

    private func sent() {
        pipeline.sent(exchange, on: connection)
        if exchange.closesConnection { return end() }
        guard discardsBody else { return nextRequest() }
        discardsBody = false
        let failure = parser.beginBody(of: exchange.request, limitBytes: Self.discardLimitBytes)
        if failure != nil { return end() }
        state = .discarding
    }

    private func nextRequest() {
        if connection.loop.isDraining { return end() }
        returnExchange()
        isHeaderTimed = false
        state = .readingHead
        connection.setDeadline(inMilliseconds: limits.keepAliveIdleMilliseconds)
    }

    private func end() {
        state = .ended
        returnExchange()
        connection.linger()
    }

    private func resumeIfReading() {
        if isReading, !connection.isClosed { connection.resumeReading() }
    }
}

// MARK: Stalls and ends

extension HTTP1Connection {
    private func waitForMore() {
        switch state {
        case .readingHead where parser.isIdle: returnExchange()
        case .readingHead:
            // Counted from the head's first byte, so that a trickle does not prolong it.
            if !isHeaderTimed { connection.setDeadline(inMilliseconds: limits.headerReadMilliseconds) }
            isHeaderTimed = true
        default: connection.setDeadline(inMilliseconds: bodyPatienceMilliseconds)
        }
    }

    private var bodyPatienceMilliseconds: Int {
        let elapsed = Int(connection.loop.nowNanoseconds &- exchange.startedNanoseconds) / 1_000_000
        return BodyPatience(stallMilliseconds: limits.bodyStallMilliseconds)
            .nextMilliseconds(elapsedMilliseconds: elapsed, bytesIn: exchange.request.bytesIn)
    }

    func deadlinePassed() {
        switch state {
        case .readingHead where parser.isIdle: connection.close()
        case .readingHead, .readingBody:
            exchange.closesConnection = true
            if state == .readingHead {
                pipeline.refuse(exchange, APIError(.requestTimeout), on: connection)
            } else {
                pipeline.fail(exchange, APIError(.requestTimeout), on: connection)
            }
            send()
        case .sending, .discarding, .ended: connection.close()
        case .waiting: break
        }
    }

    func inputEnded() {
        // A client that ends its side between two requests is done; in the midst of one there is nobody to answer.
        connection.close()
    }

    func drain() {
        switch state {
        case .readingHead where parser.isIdle: connection.close()
        // Its answer has gone; what still comes of it is of no use.
        case .discarding: end()
        default: borrowed?.closesConnection = true
        }
    }

    func abandoned() {
        guard state == .waiting || isHalfRead else { return }
        if state == .readingHead {
            pipeline.refuse(exchange, APIError(.stopping), on: connection)
        } else {
            pipeline.fail(exchange, APIError(.stopping), on: connection)
        }
        pipeline.sent(exchange, on: connection)
        state = .ended
    }

    func closed() -> Bool {
        if state == .waiting { return true }
        if state == .sending { pipeline.sent(exchange, on: connection) }
        if isHalfRead { pipeline.clientGone(exchange, on: connection) }
        state = .ended
        returnExchange()
        return false
    }

    private var isHalfRead: Bool { state == .readingBody || (state == .readingHead && !parser.isIdle) }
}
