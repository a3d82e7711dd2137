import Kit

/// Which exchange of a loop is meant: of which member, and which of its streams. A late letter never reaches a
/// stranger.
struct ExchangeKey: Sendable, Hashable {
    let member: MemberKey
    let stream: UInt32
}

/// Runs operations where their kind says: on this loop, the CPU pool or the writer.
final class OperationRunner {
    /// What is the same for an operation of every kind.
    struct Call: Sendable {
        let caller: Caller
        /// What the operation takes as now.
        let now: Timestamp
        let store: PluginStore
        /// Where the letter goes, when it comes to one.
        let key: ExchangeKey
        /// Whose turn of the pool it uses, as `SocketAddress.network` has it.
        let network: UInt64
    }

    private let pool: CPUPool
    private let mailbox: Mailbox
    private let readers: StoreReaders

    init(pool: CPUPool, mailbox: Mailbox, readers: StoreReaders) {
        self.pool = pool
        self.mailbox = mailbox
        self.readers = readers
    }

    /// - Returns: `true` when the result is in `reply`; `false` when it comes as a letter to the loop.
    /// - Throws: what the input or the operation is answered with; `gateway.overloaded` when a queue is full.
    func run(
        _ handler: OperationHandler, _ source: borrowing InputSource, _ call: Call, into reply: inout Reply
    ) throws(APIError) -> Bool {
        switch handler {
        case .reading(let handler):
            try handler(source, try reading(call), &reply)
            return true
        case .readingOnPool(let handler): try submit(try handler(source), call)
        case .writing(let handler): try submit(try handler(source), call)
        case .preparing(let handler): try submit(try handler(source), call)
        // It is opened, not run.
        case .socket: throw APIError(.internalError, .program)
        }
        return false
    }

    /// What an operation sees that reads on this loop.
    func reading(_ call: Call) throws(APIError) -> ReadCall {
        ReadCall(caller: call.caller, now: call.now, store: try readers.store(call.store.slot))
    }
}

// MARK: Elsewhere

extension OperationRunner {
    private func submit(_ read: @escaping OperationHandler.Read, _ call: Call) throws(APIError) {
        let mailbox = mailbox
        let isTaken = pool.submit(of: call.network) { worker in
            let result = Result { () throws(APIError) in try read(try worker.reading(call)) }
            mailbox.post(.completed(call.key.member, stream: call.key.stream, result))
        }
        guard isTaken else { throw APIError(.overloaded, .poolFull, retryAfterSeconds: 1) }
    }

    private func submit(_ write: @escaping OperationHandler.Write, _ call: Call) throws(APIError) {
        let job = Self.writeJob(write, call, mailbox)
        guard call.store.store.submit(job) else { throw APIError(.overloaded, .writerFull, retryAfterSeconds: 1) }
    }

    private func submit(_ prepare: @escaping OperationHandler.Prepare, _ call: Call) throws(APIError) {
        let mailbox = mailbox
        let isTaken = pool.submit(of: call.network) { worker in
            do throws(APIError) {
                let job = Self.writeJob(try prepare(try worker.reading(call)), call, mailbox)
                guard call.store.store.submit(job) else {
                    throw APIError(.overloaded, .writerFull, retryAfterSeconds: 1)
                }
            } catch {
                mailbox.post(.completed(call.key.member, stream: call.key.stream, .failure(error)))
            }
        }
        guard isTaken else { throw APIError(.overloaded, .poolFull, retryAfterSeconds: 1) }
    }

    private static func writeJob(
        _ write: @escaping OperationHandler.Write, _ call: Call, _ mailbox: Mailbox
    ) -> WriteJob {
        WriteJob(
            operation: { (store) throws(APIError) in
                try write(WriteCall(caller: call.caller, now: call.now, store: store))
            },
            completion: { mailbox.post(.completed(call.key.member, stream: call.key.stream, $0)) })
    }
}

extension CPUPool.Worker {
    fileprivate func reading(_ call: OperationRunner.Call) throws(APIError) -> ReadCall {
        ReadCall(caller: call.caller, now: call.now, store: try store(call.store))
    }
}
