import Kit
import System

/// The stage that does what was asked for: runs the operation where its kind says, on this loop, the CPU pool or the
/// writer.
final class OperationRunner {
    private let pool: CPUPool
    private let mailbox: Mailbox
    private let readers: StoreReaders
    private let jsonDepthLimit: Int

    init(pool: CPUPool, mailbox: Mailbox, readers: StoreReaders, jsonDepthLimit: Int) {
        self.pool = pool
        self.mailbox = mailbox
        self.readers = readers
        self.jsonDepthLimit = jsonDepthLimit
    }

    /// - Returns: `next` when the result is in `exchange.reply`; `waits` when it comes as a letter to the loop.
    /// - Throws: what the input or the operation is answered with; `gateway.overloaded` when a queue is full.
    func run(_ exchange: inout Exchange, _ route: Route) throws(APIError) -> Pipeline.Step {
        guard let handler = route.handler, let store = route.store else {
            preconditionFailure("what is switched off was answered when the head was read")
        }
        let head = exchange.head.bytes
        let source = InputSource(
            head: head.span, query: exchange.head.queryRange, contentType: exchange.head.firstRange(.contentType),
            body: exchange.body.bytes, form: exchange.body.form?.received, pathValues: exchange.pathValues,
            jsonDepthLimit: jsonDepthLimit)
        let caller = caller(exchange)
        switch handler {
        case .reading(let handler):
            let call = ReadCall(caller: caller, now: exchange.facts.now, store: try readers.store(store.slot))
            try handler(source, call, &exchange.reply)
            return .next
        case .readingOnPool(let handler):
            let read = try handler(source)
            try submit(read, caller, exchange.facts.now, store, exchange.key, exchange.peer.address.network)
        case .writing(let handler):
            let write = try handler(source)
            try submit(write, caller, exchange.facts.now, store.store, exchange.key)
        case .preparing(let handler):
            let prepare = try handler(source)
            try submit(prepare, caller, exchange.facts.now, store, exchange.key, exchange.peer.address.network)
        }
        return .waits
    }

    private func userAgent(_ head: borrowing RequestHead) -> String? {
        guard let range = head.firstRange(.userAgent) else { return nil }
        return String(decoding: head.bytes[range], as: UTF8.self)
    }

    private func caller(_ exchange: borrowing Exchange) -> Caller {
        Caller(
            app: exchange.facts.app, subject: exchange.facts.subject, remoteAddress: exchange.peer.address.host,
            userAgent: userAgent(exchange.head),
            requestID: exchange.facts.requestID)
    }
}

// MARK: Elsewhere

extension OperationRunner {
    private func submit(
        _ read: @escaping OperationHandler.Read, _ caller: Caller, _ now: Timestamp, _ opened: PluginStore,
        _ key: ExchangeKey, _ network: UInt64
    ) throws(APIError) {
        let mailbox = mailbox
        let isTaken = pool.submit(of: network) { worker in
            let result = Result { () throws(APIError) in
                try read(ReadCall(caller: caller, now: now, store: try worker.store(opened)))
            }
            mailbox.post(.completed(key.member, stream: key.stream, result))
        }
        guard isTaken else { throw APIError(.overloaded, .poolFull, retryAfterSeconds: 1) }
    }

    private func submit(
        _ write: @escaping OperationHandler.Write, _ caller: Caller, _ now: Timestamp, _ store: Store,
        _ key: ExchangeKey
    ) throws(APIError) {
        let job = Self.writeJob(write, caller, now, key, mailbox)
        guard store.submit(job) else { throw APIError(.overloaded, .writerFull, retryAfterSeconds: 1) }
    }

    private func submit(
        _ prepare: @escaping OperationHandler.Prepare, _ caller: Caller, _ now: Timestamp, _ opened: PluginStore,
        _ key: ExchangeKey, _ network: UInt64
    ) throws(APIError) {
        let mailbox = mailbox
        let isTaken = pool.submit(of: network) { worker in
            do throws(APIError) {
                let call = ReadCall(caller: caller, now: now, store: try worker.store(opened))
                let job = Self.writeJob(try prepare(call), caller, now, key, mailbox)
                guard opened.store.submit(job) else {
                    throw APIError(.overloaded, .writerFull, retryAfterSeconds: 1)
                }
            } catch {
                mailbox.post(.completed(key.member, stream: key.stream, .failure(error)))
            }
        }
        guard isTaken else { throw APIError(.overloaded, .poolFull, retryAfterSeconds: 1) }
    }

    private static func writeJob(
        _ write: @escaping OperationHandler.Write, _ caller: Caller, _ now: Timestamp, _ key: ExchangeKey,
        _ mailbox: Mailbox
    ) -> WriteJob {
        WriteJob(
            operation: { (store) throws(APIError) in try write(WriteCall(caller: caller, now: now, store: store)) },
            completion: { result in mailbox.post(.completed(key.member, stream: key.stream, result)) })
    }
}

extension InputSource {
    /// What an operation's input is read from.
    /// - Parameters:
    ///   - head: the bytes of the request's head; the ranges are of them.
    @_lifetime(copy head)
    init(
        head: Span<UInt8>, query: Range<Int>?, contentType: Range<Int>?, body: [UInt8],
        form: ReceivedForm? = nil, pathValues: [(name: String, value: String)], jsonDepthLimit: Int
    ) {
        var type: Span<UInt8>?
        if let contentType { type = head.extracting(contentType) }
        self.init(
            pathValues: pathValues, query: head.extracting(query ?? 0..<0), contentType: type, body: body,
            form: form, jsonDepthLimit: jsonDepthLimit)
    }
}
