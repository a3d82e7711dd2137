import Kit
import System

/// A request's life, stage by stage: read it from top to bottom.
///
/// Each event loop has one. Whoever reads the requests calls `headRead` when a head is there, `contentRead` when the
/// content is, and `sent` when the answer has been handed to the kernel.
package final class Pipeline {
    let limits: GatewayLimits
    let httpLimits: HTTPLimits
    let patience: WirePatience
    private var identity: RequestIdentity
    private let routes: RouteFinder
    private let access: AccessStage
    private let limit: LimitStage
    private let bodies: BodyStage
    private let readers: StoreReaders
    // What an explained request does not touch is `nil` then.
    private let apps: AppRegistry?
    private let mailbox: Mailbox?
    private let runner: OperationRunner?
    private let sockets = SocketStage()
    private var answers: ResponseStage
    /// What answers say of the time.
    private(set) var date: ServerDate
    private let log: LogStage
    private let errorLog: ErrorLog?
    private let trace: (any Trace)?
    /// When the loop's turn began, by both clocks.
    private(set) var now = Timestamp(milliseconds: 0)
    private var turnNanoseconds: UInt64 = 0

    /// Makes a loop's own pipeline. On the loop's thread.
    /// - Throws: when a store cannot be opened for reading.
    package init(_ resources: Resources, _ snapshot: Snapshot, mailbox: Mailbox) throws(StoreError) {
        limits = snapshot.config.limits
        httpLimits = HTTPLimits(limits)
        patience = WirePatience(limits)
        identity = RequestIdentity(randomBytes: Random.bytes(16))
        routes = RouteFinder(snapshot.table)
        apps = resources.apps
        self.mailbox = mailbox
        let view = resources.apps.makeView()
        access = AccessStage(
            apps: { (token, api, now) in view.lookup(token, api: api, now: now) },
            fingerprintKey: resources.fingerprintKey)
        limit = LimitStage(resources.rateCallerKey)
        bodies = BodyStage(mailbox)
        readers = try StoreReaders(resources.stores.opened)
        runner = OperationRunner(pool: resources.pool, mailbox: mailbox, readers: readers)
        answers = ResponseStage(gatewayEnvelope: snapshot.envelope)
        date = ServerDate(secondsSinceEpoch: Clock.wallMilliseconds() / 1000)
        log = LogStage(resources.accessLog)
        errorLog = resources.errorLog
        trace = nil
    }

    /// Makes a pipeline that explains requests instead of serving them.
    /// - Parameters:
    ///   - snapshot: without databases and limiters.
    ///   - now: the moment of all its requests.
    init(explaining snapshot: Snapshot, at now: Timestamp, to trace: any Trace) {
        limits = snapshot.config.limits
        httpLimits = HTTPLimits(limits)
        patience = WirePatience(limits)
        identity = RequestIdentity(randomBytes: [UInt8](repeating: 0, count: 16))
        routes = RouteFinder(snapshot.table)
        // Nothing is logged, so that no token gets a fingerprint.
        access = AccessStage(
            apps: { (token, api, now) throws(APIError) in trace.app(token, api: api, now: now) },
            fingerprintKey: HMACKey([UInt8](repeating: 0, count: 32).span, .sha256), trace: trace)
        limit = LimitStage(.random())
        bodies = BodyStage(nil)
        readers = StoreReaders()
        apps = nil
        mailbox = nil
        runner = nil
        answers = ResponseStage(gatewayEnvelope: snapshot.envelope)
        date = ServerDate(secondsSinceEpoch: now.seconds)
        log = LogStage(nil)
        errorLog = nil
        self.trace = trace
        self.now = now
        // 0 is the turn of those who were not checked yet.
        turnNanoseconds = 1
    }

    /// What a stage, or all of them, came to.
    enum Step {
        /// The next may follow: the content is to be read.
        case next
        /// `resume` or `completed` comes later.
        case waits
        /// The answer is in `exchange.response`.
        case answered
    }

    // MARK: 1. The head is read

    /// Finds the route, and checks the caller before a body is read for them.
    /// - Returns: `next` when the content is wanted, at most `contentLimitBytes`; then comes `contentRead`.
    func headRead(_ exchange: inout Exchange) -> Step {
        identity.identify(&exchange)
        exchange.facts.now = now
        do throws(APIError) {
            if exchange.peer.isRefused {
                throw APIError(.connectionLimit, .connectionLimit, retryAfterSeconds: 1)
            }
            switch try routes.find(&exchange) {
            case .options:
                answers.writeOptions(&exchange)
                return .answered
            case .route(let route):
                trace?.found(route.bound)
                try limit.checkAddress(&exchange, nanoseconds: turnNanoseconds)
                return route.findsTokenInBody ? .next : try admit(&exchange)
            }
        } catch {
            fail(&exchange, error)
            return .answered
        }
    }

    /// The most content that the exchange's operation takes.
    func contentLimitBytes(_ exchange: borrowing Exchange) -> Int { route(of: exchange).bound.bodyLimitBytes }

    /// Chooses where the content goes; to be called before any of it comes.
    /// - Parameter announcedBytes: what the head says; `nil` when it does not say.
    /// - Throws: `gateway.overloaded`, `body.malformed`.
    func openBody(_ exchange: inout Exchange, announcedBytes: Int?, budget: BufferBudget) throws(APIError) {
        try bodies.open(&exchange, route(of: exchange), announcedBytes: announcedBytes, budget: budget)
    }

    private func route(of exchange: borrowing Exchange) -> Route {
        guard let route = exchange.facts.route else {
            preconditionFailure("a request without a route was answered when its head was read")
        }
        return route
    }

    /// Who is calling, may they, and not too often? One who may not is counted too.
    private func admit(_ exchange: inout Exchange) throws(APIError) -> Step {
        do throws(APIError) {
            if try checkAccess(&exchange) == .waits { return .waits }
        } catch {
            try limit.checkCaller(&exchange, nanoseconds: turnNanoseconds)
            throw error
        }
        try limit.checkCaller(&exchange, nanoseconds: turnNanoseconds)
        exchange.facts.checkedTurn = turnNanoseconds
        return .next
    }

    /// Who would be denied waits until the apps have been read anew: their app may have been added just now.
    private func checkAccess(_ exchange: inout Exchange) throws(APIError) -> Step {
        do throws(APIError) { return try access.check(&exchange, route(of: exchange), readers) } catch {
            guard let apps, let mailbox, exchange.facts.appDenial != nil, !exchange.facts.appsAreFresh else {
                throw error
            }
            exchange.facts.appsAreFresh = true
            let key = exchange.key
            guard apps.refresh({ mailbox.post(.resumed(key.member, stream: key.stream)) }) else { throw error }
            return .waits
        }
    }

    // MARK: 2. The content is read

    /// Runs the operation, when the content is where it goes.
    func contentRead(_ exchange: inout Exchange) -> Step {
        let route = route(of: exchange)
        exchange.facts.now = now
        exchange.facts.isComplete = true
        do throws(APIError) {
            if try bodies.finish(exchange) == .waits { return .waits }
            exchange.facts.handlerStartedNanoseconds = Clock.monotonicNanoseconds()
            // What was allowed when the head came may have been withdrawn while the content was waited for.
            if exchange.facts.checkedTurn != turnNanoseconds {
                let isFirst = exchange.facts.checkedTurn == 0
                let step = isFirst ? try admit(&exchange) : try checkAccess(&exchange)
                if step == .waits { return .waits }
            }
            try trace?.reachedOperation(exchange, route.bound)
            return try perform(&exchange, route)
        } catch {
            fail(&exchange, error)
        }
        return .answered
    }

    /// The operation has run elsewhere: its result, committed if it wrote.
    func completed(_ exchange: inout Exchange, _ completion: Completion) {
        switch completion {
        case .success(let reply):
            exchange.reply = reply
            succeed(&exchange)
        case .failure(let error): fail(&exchange, error)
        }
    }

    private func perform(_ exchange: inout Exchange, _ route: Route) throws(APIError) -> Step {
        guard let runner, let handler = route.handler, let store = route.store else {
            // Nothing is done for a request that is explained.
            succeed(&exchange)
            return .answered
        }
        let head = exchange.head.bytes
        let source = InputSource(
            head: head.span, query: exchange.head.queryRange, contentType: exchange.head.firstRange(.contentType),
            body: exchange.body.bytes, form: exchange.body.form?.received, pathValues: exchange.pathValues,
            jsonDepthLimit: limits.jsonDepth)
        let call = OperationRunner.Call(
            caller: exchange.caller, now: exchange.facts.now, store: store, key: exchange.key,
            network: exchange.peer.address.network)
        if case .socket(let handler) = handler {
            let acceptance = try sockets.open(
                &exchange, route, handler, source, try runner.reading(call), log.socketFields(of: exchange))
            noteHandlerTime(&exchange)
            answers.writeSwitch(acceptance, &exchange)
            return .answered
        }
        guard try runner.run(handler, source, call, into: &exchange.reply) else { return .waits }
        succeed(&exchange)
        return .answered
    }

    /// What a stage waited for has come.
    func resume(_ exchange: inout Exchange) -> Step {
        if exchange.facts.isComplete { return contentRead(&exchange) }
        do throws(APIError) { return try admit(&exchange) } catch {
            fail(&exchange, error)
            return .answered
        }
    }

    // MARK: 3. The answer

    private func succeed(_ exchange: inout Exchange) {
        noteHandlerTime(&exchange)
        answers.writeSuccess(&exchange)
    }

    /// Answers with an error, at whatever stage it came up.
    func fail(_ exchange: inout Exchange, _ error: APIError) {
        noteHandlerTime(&exchange)
        if !error.code.isClientsFault { report(error, exchange.facts) }
        answers.writeFailure(error, &exchange)
    }

    private func noteHandlerTime(_ exchange: inout Exchange) {
        let started = exchange.facts.handlerStartedNanoseconds
        if started > 0 { exchange.facts.handlerNanoseconds = Clock.monotonicNanoseconds() - started }
    }

    /// The request was refused before its head was read.
    func refuse(_ exchange: inout Exchange, _ error: APIError) {
        exchange.facts.requestID = identity.next()
        fail(&exchange, error)
    }

    /// For an exchange that no stage has seen.
    func nextRequestID() -> RequestID { identity.next() }

    private func report(_ error: APIError, _ facts: Facts) {
        let place = facts.route.map { "\($0.bound.api.name).\($0.bound.operationName)" }
        report(error, in: place, requestID: facts.requestID)
    }

    /// What the client hears does not help an operator: so the line also says why, and in which operation.
    func report(_ error: APIError, in place: String?, requestID: RequestID) {
        let message = "\(error.message): \(error.detail.rawValue)\(place.map { " in \($0)" } ?? "")"
        if error.code == .internalError {
            errorLog?.add(.error, error.code.name, message, requestID: requestID)
        } else {
            errorLog?.addSeldom(.error, error.code.name, message, requestID: requestID)
        }
    }

    // MARK: 4. The log line

    /// The answer has been handed to the kernel.
    func sent(_ exchange: inout Exchange) {
        if exchange.facts.route == nil {
            exchange.facts.maskedPath = routes.maskedPath(of: exchange.head)
        }
        let nanoseconds = Clock.monotonicNanoseconds()
        log.add(exchange, nowNanoseconds: nanoseconds, wallMilliseconds: wallMilliseconds(at: nanoseconds))
    }

    private func wallMilliseconds(at nanoseconds: UInt64) -> Int64 {
        now.milliseconds + Int64(truncatingIfNeeded: nanoseconds &- turnNanoseconds) / 1_000_000
    }

    /// The client has gone before it was answered: only the log hears of it.
    func gone(_ exchange: inout Exchange) {
        if exchange.facts.route == nil { exchange.facts.requestID = identity.next() }
        exchange.response.head.status = ErrorCode.clientGone.status
        exchange.facts.errorCode = .clientGone
        exchange.facts.errorDetail = .clientLeft
        sent(&exchange)
    }
}

// MARK: The loop's turns

extension Pipeline: LoopTurns {
    /// The moment at which the loop must not sleep any longer; `nil` when nothing waits.
    package var dueNanoseconds: UInt64? {
        guard let due = log.dueNanoseconds else { return readers.dueNanoseconds }
        return min(due, readers.dueNanoseconds ?? due)
    }

    package func beginTurn(nowNanoseconds: UInt64) {
        turnNanoseconds = nowNanoseconds
        let milliseconds = Clock.wallMilliseconds()
        now = Timestamp(milliseconds: milliseconds)
        date.set(secondsSinceEpoch: milliseconds / 1000)
    }

    package func endTurn(nowNanoseconds: UInt64) {
        log.flushIfDue(nowNanoseconds: nowNanoseconds)
        readers.endTurn(nowNanoseconds: nowNanoseconds)
    }

    /// The loop ends.
    package func finish() {
        log.flush()
        readers.endSnapshots()
    }
}

// MARK: Sockets

extension Pipeline: SocketServices {
    /// Gives the APIs' sockets their places on the loop.
    package func openSockets(on loop: Loop, _ resources: Resources) {
        sockets.start(on: loop, resources, services: self, limits: limits)
    }

    var operations: OperationRunner {
        guard let runner else { preconditionFailure("a request that is explained opens no socket") }
        return runner
    }

    func log(_ record: SocketEventRecord, of origin: SocketOrigin) {
        let nanoseconds = Clock.monotonicNanoseconds()
        log.add(
            record, of: origin, nowNanoseconds: nanoseconds, wallMilliseconds: wallMilliseconds(at: nanoseconds))
    }

    func log(_ record: SocketEndRecord, of origin: SocketOrigin) {
        let nanoseconds = Clock.monotonicNanoseconds()
        log.add(
            record, of: origin, nowNanoseconds: nanoseconds, wallMilliseconds: wallMilliseconds(at: nanoseconds))
    }
}

// MARK: Before a request

extension Pipeline {
    /// A client and a listener could not agree on TLS.
    func handshakeFailed(_ error: TLSError) {
        errorLog?.addSeldom(.info, "tls.handshake_failed", "a client's TLS handshake failed: \(error)")
    }

    /// The answer for a connection that cannot be served for want of descriptors.
    func overloadRefusal() -> Exchange {
        errorLog?.addSeldom(.error, "gateway.descriptors_exhausted", "no file descriptor is left for a connection")
        var exchange = Exchange(.nobody())
        exchange.facts.requestID = identity.next()
        answers.writeFailure(
            APIError(.connectionLimit, .descriptorsExhausted, retryAfterSeconds: 1), &exchange)
        return exchange
    }
}
