/// One thing that an API can do: a name for `gateway.json`, what it cannot do without, and a method of the plugin.
///
/// All of it is known without an instance of the plugin; only to run it takes one.
public struct Operation<P: Plugin>: Sendable {
    /// Where a reading operation runs.
    public enum ReadingPlace: Sendable {
        /// On the connection's event loop: it must not wait, nor compute for long.
        case loop
        /// On the CPU pool, for what reads or computes for more than a fraction of a millisecond.
        case pool
    }

    package let signature: OperationSignature
    /// Binds the method to the plugin that was made with its settings.
    package let makeHandler: @Sendable (P) -> OperationHandler

    init<Input: OperationInput>(
        _ name: StaticString, _ needs: OperationNeeds, _ kind: OperationSignature.Kind, _ input: Input.Type,
        events: [OperationSignature] = [], _ makeHandler: @escaping @Sendable (P) -> OperationHandler
    ) {
        signature = OperationSignature(
            name: "\(name)", input: InputShape(input), needs: needs, kind: kind, events: events)
        self.makeHandler = makeHandler
    }
}

// MARK: What a plugin declares

extension Operation {
    /// An operation that only reads, and answers 200 with a value's JSON.
    /// - Parameters:
    ///   - name: as `gateway.json`, the access log and `gateway explain` have it.
    ///   - needs: what it cannot do without.
    ///   - place: the event loop unless it takes long.
    public static func reading<Input: OperationInput, Output: Encodable & Sendable>(
        _ name: StaticString, needs: OperationNeeds = [], on place: ReadingPlace = .loop,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Output
    ) -> Operation {
        reading(name, needs, place, method) { output, reply in reply.write(json: output) }
    }

    /// The same for a value that writes its own JSON.
    public static func reading<Input: OperationInput, Output: JSONWritable & Sendable>(
        _ name: StaticString, needs: OperationNeeds = [], on place: ReadingPlace = .loop,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Output
    ) -> Operation {
        reading(name, needs, place, method) { output, reply in reply.write(json: output) }
    }

    /// An operation that only reads, and says itself what the answer looks like.
    public static func reading<Input: OperationInput>(
        _ name: StaticString, needs: OperationNeeds = [], on place: ReadingPlace = .loop,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Reply
    ) -> Operation {
        reading(name, needs, place, method) { output, reply in reply = output }
    }

    /// An operation that writes: it runs on the store's writer thread in a transaction of its own, and is answered
    /// after the commit, by 200 with a value's JSON. Throwing undoes what it wrote, unless the error is
    /// `keepingWrites`.
    public static func writing<Input: OperationInput, Output: Encodable & Sendable>(
        _ name: StaticString, needs: OperationNeeds = [],
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing WriteCall) throws(APIError) -> Output
    ) -> Operation {
        writing(name, needs, method) { Reply.json($0) }
    }

    /// An operation that writes, and says itself what the answer looks like.
    public static func writing<Input: OperationInput>(
        _ name: StaticString, needs: OperationNeeds = [],
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing WriteCall) throws(APIError) -> Reply
    ) -> Operation {
        writing(name, needs, method) { $0 }
    }

    /// A writing operation with slow work before it, such as a password hash: `prepare` runs on the CPU pool, where it
    /// may read the store; what it returns goes to the writer with the input.
    public static func writing<Input: OperationInput, Prepared: Sendable, Output: Encodable & Sendable>(
        _ name: StaticString, needs: OperationNeeds = [],
        prepare: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Prepared,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, Prepared, borrowing WriteCall) throws(APIError) -> Output
    ) -> Operation {
        preparing(name, needs, prepare, method) { Reply.json($0) }
    }

    /// The same, for one that says itself what the answer looks like.
    public static func writing<Input: OperationInput, Prepared: Sendable>(
        _ name: StaticString, needs: OperationNeeds = [],
        prepare: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Prepared,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, Prepared, borrowing WriteCall) throws(APIError) -> Reply
    ) -> Operation {
        preparing(name, needs, prepare, method) { $0 }
    }
}

// MARK: What the gateway runs

extension Operation {
    private static func reading<Input: OperationInput, Output: Sendable>(
        _ name: StaticString, _ needs: OperationNeeds, _ place: ReadingPlace,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Output,
        _ write: @escaping @Sendable (Output, inout Reply) -> Void
    ) -> Operation {
        // The quickest operations take no input; whether this is one is found out once.
        let none = NoInput() as? Input
        return Operation(name, needs, place == .loop ? .reading : .readingOnPool, Input.self) { plugin in
            let body = method(plugin)
            guard place == .loop else {
                return .readingOnPool { (source) throws(APIError) in
                    let input = try source.decode(Input.self)
                    return { (call) throws(APIError) in
                        var reply = Reply()
                        write(try body(input, call), &reply)
                        return reply
                    }
                }
            }
            return .reading { (source, call, reply) throws(APIError) in
                let input: Input
                if let none { input = none } else { input = try source.decode(Input.self) }
                write(try body(input, call), &reply)
            }
        }
    }

    private static func writing<Input: OperationInput, Output: Sendable>(
        _ name: StaticString, _ needs: OperationNeeds,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, borrowing WriteCall) throws(APIError) -> Output,
        _ reply: @escaping @Sendable (Output) -> Reply
    ) -> Operation {
        Operation(name, needs, .writing, Input.self) { plugin in
            let body = method(plugin)
            return .writing { (source) throws(APIError) in
                let input = try source.decode(Input.self)
                return { (call) throws(APIError) in reply(try body(input, call)) }
            }
        }
    }

    private static func preparing<Input: OperationInput, Prepared: Sendable, Output: Sendable>(
        _ name: StaticString, _ needs: OperationNeeds,
        _ prepare: @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> Prepared,
        _ method:
            @escaping @Sendable (P) -> @Sendable (Input, Prepared, borrowing WriteCall) throws(APIError) -> Output,
        _ reply: @escaping @Sendable (Output) -> Reply
    ) -> Operation {
        Operation(name, needs, .preparing, Input.self) { plugin in
            let (prepare, body) = (prepare(plugin), method(plugin))
            return .preparing { (source) throws(APIError) in
                let input = try source.decode(Input.self)
                return { (call) throws(APIError) in
                    let prepared = try prepare(input, call)
                    return { (call) throws(APIError) in reply(try body(input, prepared, call)) }
                }
            }
        }
    }
}
