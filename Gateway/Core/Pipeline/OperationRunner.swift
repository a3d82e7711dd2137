import Kit
import System

/// Runs the operation where its kind says: on this loop, on the CPU pool or on the writer.
final class OperationRunner {
    private let stores: [Store]
    private let pool: CPUPool
    private let mailbox: Mailbox
    private let readers: StoreReaders
    private let jsonDepthLimit: Int

    init(stores: [Store], pool: CPUPool, mailbox: Mailbox, readers: StoreReaders, jsonDepthLimit: Int) {
        self.stores = stores
        self.pool = pool
        self.mailbox = mailbox
        self.readers = readers
        self.jsonDepthLimit = jsonDepthLimit
    }

    /// Whether the result is there.
    enum Outcome {
        /// It is in `exchange.reply`.
        case done
        /// It comes as a letter to the loop's mailbox.
        case pending
    }

    /// - Throws: what the input or the operation is answered with; `gateway.overloaded` when a queue is full.
    func run(_ exchange: Exchange, _ bound: BoundOperation, on connection: Connection) throws(APIError) -> Outcome {
        let request = exchange.request
        let head = request.head
        let body = request.body
        var contentType: Span<UInt8>?
        if let range = request.firstRange(.contentType) { contentType = head.span.extracting(range) }
        let source = InputSource(
            pathValues: exchange.pathValues, query: head.span.extracting(request.queryRange ?? 0..<0),
            contentType: contentType, body: body.span, jsonDepthLimit: jsonDepthLimit)
        let caller = caller(exchange, connection)
        switch bound.handler {
        case .reading(let handler):
            let call = ReadCall(caller: caller, now: exchange.now, store: try readers.store(bound.apiIndex))
            try handler(source, call, &exchange.reply)
            return .done
        case .readingOnPool(let handler):
            let read = try handler(source)
            try submit(read, caller, exchange.now, bound.apiIndex, connection.key)
        case .writing(let handler):
            let write = try handler(source)
            try submit(write, caller, exchange.now, bound.apiIndex, connection.key)
        case .preparing(let handler):
            let prepare = try handler(source)
            try submit(prepare, caller, exchange.now, bound.apiIndex, connection.key)
        }
        return .pending
    }

    private func caller(_ exchange: Exchange, _ connection: Connection) -> Caller {
        let request = exchange.request
        return Caller(
            app: exchange.app, subject: exchange.subject, remoteAddress: connection.peer.host,
            userAgent: request.firstRange(.userAgent).map { String(decoding: request.head[$0], as: UTF8.self) },
            requestID: exchange.requestID)
    }
}

// MARK: Elsewhere

extension OperationRunner {
    private func submit(
        _ read: @escaping OperationHandler.Read, _ caller: Caller, _ now: Timestamp, _ apiIndex: Int,
        _ key: ConnectionKey
    ) throws(APIError) {
        let mailbox = mailbox
        let isTaken = pool.submit { worker in
            let result = Result { () throws(APIError) in
                try read(ReadCall(caller: caller, now: now, store: try worker.store(apiIndex)))
            }
            mailbox.post(.completed(key, result))
        }
        guard isTaken else { throw APIError(.overloaded, retryAfterSeconds: 1) }
    }

    private func submit(
        _ write: @escaping OperationHandler.Write, _ caller: Caller, _ now: Timestamp, _ apiIndex: Int,
        _ key: ConnectionKey
    ) throws(APIError) {
        let job = Self.writeJob(write, caller, now, key, mailbox)
        guard stores[apiIndex].submit(job) else { throw APIError(.overloaded, retryAfterSeconds: 1) }
    }

    private func submit(
        _ prepare: @escaping OperationHandler.Prepare, _ caller: Caller, _ now: Timestamp, _ apiIndex: Int,
        _ key: ConnectionKey
    ) throws(APIError) {
        let store = stores[apiIndex]
        let mailbox = mailbox
        let isTaken = pool.submit { worker in
            do throws(APIError) {
                let call = ReadCall(caller: caller, now: now, store: try worker.store(apiIndex))
                let job = Self.writeJob(try prepare(call), caller, now, key, mailbox)
                guard store.submit(job) else { throw APIError(.overloaded, retryAfterSeconds: 1) }
            } catch {
                mailbox.post(.completed(key, .failure(error)))
            }
        }
        guard isTaken else { throw APIError(.overloaded, retryAfterSeconds: 1) }
    }

    private static func writeJob(
        _ write: @escaping OperationHandler.Write, _ caller: Caller, _ now: Timestamp, _ key: ConnectionKey,
        _ mailbox: Mailbox
    ) -> WriteJob {
        WriteJob(
            operation: { (store) throws(APIError) in try write(WriteCall(caller: caller, now: now, store: store)) },
            completion: { result in mailbox.post(.completed(key, result)) })
    }
}
