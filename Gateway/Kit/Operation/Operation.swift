/// One thing that an API can do: a name for `gateway.json`, and a plain function.
public struct Operation: Sendable {
    /// What the handler does on the writer thread; its reply leaves after the commit, as JSON.
    package typealias WriteBody = @Sendable (borrowing WriteCall) throws(APIError) -> [UInt8]
    /// Slow work on the CPU pool that ends in what to write.
    package typealias PrepareBody = @Sendable (borrowing ReadCall) throws(APIError) -> WriteBody

    /// Where a call's work is done.
    package enum Handler: Sendable {
        /// On the connection's loop: appends the reply as JSON.
        case reading(@Sendable (borrowing InputSource, borrowing ReadCall, inout [UInt8]) throws(APIError) -> Void)
        /// Input is read on the loop, the rest runs on the writer.
        case writing(@Sendable (borrowing InputSource) throws(APIError) -> WriteBody)
        /// Input is read on the loop, then the CPU pool, then the writer.
        case preparing(@Sendable (borrowing InputSource) throws(APIError) -> PrepareBody)
    }

    /// The name used in `gateway.json`, the access log and `gateway explain`.
    public let name: String
    /// Which input it takes, and from where.
    package let input: InputShape
    package let handler: Handler

    private init(name: StaticString, input: InputShape, handler: Handler) {
        self.name = "\(name)"
        self.input = input
        self.handler = handler
    }

    /// An operation that only reads: it runs on the connection's event loop, so it must not wait or compute for long.
    public static func reading<Input: OperationInput, Output: Encodable & Sendable>(
        _ name: StaticString,
        _ body: @escaping @Sendable (Input, borrowing ReadCall) throws(APIError) -> Output
    ) -> Operation {
        // The quickest operations take no input; whether this is one is found out once.
        let none = NoInput() as? Input
        return Operation(
            name: name, input: InputShape(Input.self),
            handler: .reading { (source, call, reply) throws(APIError) in
                let input: Input
                if let none { input = none } else { input = try source.decode(Input.self) }
                JSON.encode(try body(input, call), into: &reply)
            })
    }

    /// An operation that writes: it runs on the writer thread in a transaction of its own, and is answered after the
    /// commit. Throwing undoes what it wrote, unless the error is `keepingWrites`.
    public static func writing<Input: OperationInput, Output: Encodable & Sendable>(
        _ name: StaticString,
        _ body: @escaping @Sendable (Input, borrowing WriteCall) throws(APIError) -> Output
    ) -> Operation {
        Operation(
            name: name, input: InputShape(Input.self),
            handler: .writing { (source) throws(APIError) in
                let input = try source.decode(Input.self)
                return { (call) throws(APIError) in JSON.encode(try body(input, call)) }
            })
    }

    /// A writing operation with slow work before it, such as a password hash: `prepare` runs on the CPU pool, where it
    /// may read the store; what it returns goes to the writer with the input.
    public static func writing<Input: OperationInput, Prepared: Sendable, Output: Encodable & Sendable>(
        _ name: StaticString,
        prepare: @escaping @Sendable (Input, borrowing ReadCall) throws(APIError) -> Prepared,
        _ body: @escaping @Sendable (Input, Prepared, borrowing WriteCall) throws(APIError) -> Output
    ) -> Operation {
        Operation(
            name: name, input: InputShape(Input.self),
            handler: .preparing { (source) throws(APIError) in
                let input = try source.decode(Input.self)
                return { (call) throws(APIError) in
                    let prepared = try prepare(input, call)
                    return { (call) throws(APIError) in JSON.encode(try body(input, prepared, call)) }
                }
            })
    }
}
