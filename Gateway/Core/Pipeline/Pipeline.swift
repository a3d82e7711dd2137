import Kit
import System

/// A request's life, stage by stage: read it from top to bottom.
///
/// Each event loop has one. The connection's protocol calls `headComplete` when the head is read, `requestComplete`
/// when the body is, and `sent` when the answer has been handed to the kernel.
package final class Pipeline {
    let limits: GatewayLimits
    let httpLimits: HTTPLimits
    private var identity: RequestIdentity
    private let routes: RouteFinder
    private let access: AccessStage
    private let limit: LimitStage
    private let readers: StoreReaders
    private let operations: OperationRunner
    private var answers: ResponseStage
    private let log: LogStage
    private let errorLog: ErrorLog
    /// When the loop's turn began, by both clocks.
    private var now = Timestamp(milliseconds: 0)
    private var turnNanoseconds: UInt64 = 0

    /// Makes a loop's own pipeline. On the loop's thread.
    /// - Throws: when a store cannot be opened for reading.
    package init(_ parts: PipelineParts, mailbox: Mailbox) throws(StoreError) {
        let gateway = parts.gateway
        guard let gatewayEnvelope = gateway.envelopes[gateway.config.envelope.value] else {
            preconditionFailure("binding checks that the gateway's envelope is there")
        }
        limits = gateway.config.limits
        httpLimits = HTTPLimits(limits)
        identity = RequestIdentity(randomBytes: Random.bytes(16))
        routes = RouteFinder(parts.table)
        access = AccessStage(apps: parts.apps.makeView(), fingerprintKey: parts.fingerprintKey)
        limit = LimitStage(parts.rateCallerKey)
        readers = StoreReaders(try parts.stores.map { (store) throws(StoreError) in try store.makeReader() })
        operations = OperationRunner(
            stores: parts.stores, pool: parts.pool, mailbox: mailbox, readers: readers,
            jsonDepthLimit: limits.jsonDepth)
        answers = ResponseStage(gatewayEnvelope: gatewayEnvelope, seconds: Clock.wallMilliseconds() / 1000)
        log = LogStage(parts.accessLog)
        errorLog = parts.errorLog
    }

    // MARK: 1. The head is read

    /// What follows when the head of a request is read.
    enum HeadOutcome {
        /// Read the body, at most so many bytes, then call `requestComplete`.
        case readBody(limitBytes: Int)
        /// The answer is in the connection's output; the body is not wanted.
        case answered
    }

    /// Finds the route, and checks the caller before a body is read for them.
    func headComplete(_ exchange: Exchange, on connection: Connection) -> HeadOutcome {
        identity.identify(exchange)
        exchange.now = now
        do throws(APIError) {
            if connection.isRefused { throw APIError(.connectionLimit, retryAfterSeconds: 1) }
            switch try routes.find(exchange) {
            case .options:
                exchange.closesConnection = exchange.closesConnection || exchange.endsUnlessRead
                answers.writeOptions(exchange, to: &connection.output)
                return .answered
            case .route(let route, let operation):
                try limit.checkAddress(exchange, of: connection.peer, nanoseconds: turnNanoseconds)
                if !route.findsTokenInBody { try checkCaller(exchange, operation, connection) }
                exchange.checkedTurn = turnNanoseconds
                if exchange.request.lacksLength, operation.readsBody { throw APIError(.lengthRequired) }
                return .readBody(limitBytes: operation.bodyLimitBytes)
            }
        } catch {
            exchange.closesConnection = exchange.closesConnection || exchange.endsUnlessRead
            fail(exchange, error, on: connection)
            return .answered
        }
    }

    /// Who is calling, may they, and not too often? One who may not is counted too.
    private func checkCaller(
        _ exchange: Exchange, _ operation: BoundOperation, _ connection: Connection
    ) throws(APIError) {
        do throws(APIError) {
            try access.check(exchange, operation, readers)
        } catch {
            try limit.checkCaller(exchange, from: connection.peer, nanoseconds: turnNanoseconds)
            throw error
        }
        try limit.checkCaller(exchange, from: connection.peer, nanoseconds: turnNanoseconds)
    }

    // MARK: 2. The body is read

    /// What follows when the whole request is read.
    enum RequestOutcome {
        /// The answer is in the connection's output.
        case answered
        /// The operation runs elsewhere; `operationCompleted` comes later.
        case pending
    }

    /// Runs the operation.
    func requestComplete(_ exchange: Exchange, on connection: Connection) -> RequestOutcome {
        guard let route = exchange.route, let operation = route.operation else {
            preconditionFailure("a request without a route was answered when its head was read")
        }
        exchange.now = now
        exchange.handlerStartedNanoseconds = Clock.monotonicNanoseconds()
        do throws(APIError) {
            if route.findsTokenInBody {
                try checkCaller(exchange, operation, connection)
            } else if exchange.checkedTurn != turnNanoseconds {
                // What was allowed when the head came may have been withdrawn while the body was waited for.
                try access.check(exchange, operation, readers)
            }
            if try operations.run(exchange, operation, on: connection) == .pending { return .pending }
            succeed(exchange, on: connection)
        } catch {
            fail(exchange, error, on: connection)
        }
        return .answered
    }

    /// The operation has run elsewhere: its result, committed if it wrote.
    func operationCompleted(_ exchange: Exchange, _ result: Result<Reply, APIError>, on connection: Connection) {
        switch result {
        case .success(let reply):
            exchange.reply = reply
            succeed(exchange, on: connection)
        case .failure(let error): fail(exchange, error, on: connection)
        }
    }

    // MARK: 3. The answer

    private func succeed(_ exchange: Exchange, on connection: Connection) {
        exchange.handlerNanoseconds = Clock.monotonicNanoseconds() - exchange.handlerStartedNanoseconds
        answers.writeSuccess(exchange, to: &connection.output)
    }

    /// Answers with an error, at whatever stage it came up.
    func fail(_ exchange: Exchange, _ error: APIError, on connection: Connection) {
        if exchange.handlerStartedNanoseconds > 0 {
            exchange.handlerNanoseconds = Clock.monotonicNanoseconds() - exchange.handlerStartedNanoseconds
        }
        if error.code.status >= 500 { report(error, exchange.requestID) }
        answers.writeFailure(error, exchange, to: &connection.output)
    }

    /// The client went before its request was complete: only the log hears of it.
    func clientGone(_ exchange: Exchange, on connection: Connection) {
        if exchange.route == nil { exchange.requestID = identity.next() }
        exchange.status = ErrorCode.clientGone.status
        exchange.errorCode = .clientGone
        sent(exchange, on: connection)
    }

    /// The request was refused before its head was read.
    func refuse(_ exchange: Exchange, _ error: APIError, on connection: Connection) {
        exchange.requestID = identity.next()
        fail(exchange, error, on: connection)
    }

    private func report(_ error: APIError, _ requestID: RequestID) {
        if error.code == .internalError {
            errorLog.add(.error, error.code.name, error.message, requestID: requestID)
        } else {
            errorLog.addSeldom(.error, error.code.name, error.message, requestID: requestID)
        }
    }

    // MARK: 4. The log line

    /// The answer has been handed to the kernel, or its client has gone.
    func sent(_ exchange: Exchange, on connection: Connection) {
        if exchange.route == nil { exchange.firstSecretSegment = routes.firstSecretSegment(of: exchange) }
        let nanoseconds = Clock.monotonicNanoseconds()
        let sinceTurn = Int64(truncatingIfNeeded: nanoseconds &- turnNanoseconds) / 1_000_000
        log.add(
            exchange, connectionFields: connection.logFields, nowNanoseconds: nanoseconds,
            wallMilliseconds: now.milliseconds + sinceTurn)
    }
}

// MARK: The loop's turns

extension Pipeline {
    /// The moment at which the loop must not sleep any longer; `nil` when nothing waits.
    var wantsTurnAtNanoseconds: UInt64? {
        guard let due = log.dueNanoseconds else { return readers.dueNanoseconds }
        return min(due, readers.dueNanoseconds ?? due)
    }

    func beginTurn(nowNanoseconds: UInt64) {
        turnNanoseconds = nowNanoseconds
        let milliseconds = Clock.wallMilliseconds()
        now = Timestamp(milliseconds: milliseconds)
        answers.setDate(seconds: milliseconds / 1000)
    }

    func endTurn(nowNanoseconds: UInt64) {
        log.flushIfDue(nowNanoseconds: nowNanoseconds)
        readers.endTurn(nowNanoseconds: nowNanoseconds)
    }

    /// The loop ends.
    func finish() {
        log.flush()
        readers.endSnapshots()
    }
}

// MARK: Before a request

extension Pipeline {
    /// A client and a listener could not agree on TLS.
    func handshakeFailed(_ error: TLSError) {
        errorLog.addSeldom(.info, "tls.handshake_failed", "a client's TLS handshake failed: \(error)")
    }

    /// The whole answer for a connection that cannot be served for want of descriptors.
    func overloadRefusal() -> [UInt8] {
        errorLog.addSeldom(.error, "gateway.descriptors_exhausted", "no file descriptor is left for a connection")
        let exchange = Exchange()
        exchange.requestID = identity.next()
        exchange.closesConnection = true
        let error = APIError(.connectionLimit, retryAfterSeconds: 1)
        var output: [UInt8] = []
        answers.writeFailure(error, exchange, to: &output)
        return output
    }
}
