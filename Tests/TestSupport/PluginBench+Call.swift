import Dispatch
internal import Core
package import Kit
internal import System

extension PluginBench {
    /// Runs an operation and, where it writes, waits for the commit.
    /// - Parameters:
    ///   - name: of the operation.
    ///   - body: JSON.
    ///   - token: verified first by the plugin's own verifier, as on a route that requires one.
    /// - Throws: what the operation, the verifier or the input's check throw.
    @discardableResult
    package func call(
        _ name: String, _ body: String = "", token: String? = nil, app: App? = nil
    ) throws(APIError) -> BenchReply {
        var subject: Subject?
        if let token { subject = try verify(token) }
        return try call(name, BenchRequest(body: body), subject: subject, app: app)
    }

    /// The same for any input, and for a subject that needs no token.
    package func call(
        _ name: String, _ request: BenchRequest, subject: Subject?, app: App? = nil
    ) throws(APIError) -> BenchReply {
        let caller = Caller(
            app: app, subject: subject, remoteAddress: "192.0.2.1", userAgent: "bench/1",
            requestID: RequestID(high: 1, low: 2),
            place: RequestPlace(origin: "https://bench.example", path: "/\(name)"))
        let reply = try request.withSource(request.receive(in: files)) { (source) throws(APIError) in
            try run(handler(name), source, caller)
        }
        do { return try BenchReply(reply) } catch { preconditionFailure("\(name) answers no JSON: \(error)") }
    }

    /// What the plugin's verifier says of a token.
    package func verify(_ token: String) throws(APIError) -> Subject {
        guard let verifier = P.tokenVerifier?(plugin) else { throw APIError(.tokenInvalid) }
        let reader = makeReader()
        return try verifier.open(token.utf8.span)(clock.now, reader.store())
    }

    func run(
        _ handler: OperationHandler, _ source: borrowing InputSource, _ caller: Caller
    ) throws(APIError) -> Reply {
        let reader = makeReader()
        let now = clock.now
        switch handler {
        case .reading(let body):
            var reply = Reply()
            try body(source, ReadCall(caller: caller, now: now, store: try reader.store()), &reply)
            return reply
        case .readingOnPool(let read):
            let body = try read(source)
            return try body(ReadCall(caller: caller, now: now, store: try reader.store()))
        case .writing(let read): return try write(try read(source), caller, now)
        case .preparing(let read):
            let prepare = try read(source)
            let body = try prepare(ReadCall(caller: caller, now: now, store: try reader.store()))
            // A snapshot that is held would keep the write-ahead log from shrinking.
            reader.endSnapshot()
            return try write(body, caller, now)
        case .socket: preconditionFailure("a socket is opened, not called")
        }
    }

    private func write(
        _ body: @escaping OperationHandler.Write, _ caller: Caller, _ now: Timestamp
    ) throws(APIError) -> Reply {
        let done = DispatchSemaphore(value: 0)
        let answer = Lock<Result<Reply, APIError>>(.failure(.storeIsUnavailable(.storeBusy)))
        let job = WriteJob(
            operation: { (store) throws(APIError) in try body(WriteCall(caller: caller, now: now, store: store)) },
            completion: { result in
                answer.withLock { $0 = result }
                done.signal()
            })
        guard store.submit(job) else { throw .storeIsUnavailable(.writerFull) }
        done.wait()
        return try answer.withLock { $0 }.get()
    }

    func makeReader() -> StoreReader {
        do { return try store.makeReader() } catch { preconditionFailure("no reader: \(error)") }
    }
}
