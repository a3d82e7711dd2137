/// One event that the clients of a socket may send: a name, and a method of the plugin. Each is an operation of its
/// own, with the same checks of its input, the same errors, and a line in the access log. Events of one connection run
/// one after the other.
///
/// The input is JSON; it has no fields of path or query. Clients that send another name get `event.unknown`.
public struct SocketEvent<P: Plugin, State: Sendable>: Sendable {
    /// What an event of such a connection comes to.
    public typealias Answer = SocketReply<State>

    let signature: OperationSignature
    let makeHandler: @Sendable (P) -> OperationHandler

    private init<Input: OperationInput>(
        _ name: StaticString, _ kind: OperationSignature.Kind, _ input: Input.Type,
        _ makeHandler: @escaping @Sendable (P) -> OperationHandler
    ) {
        let shape = InputShape(input)
        precondition(
            shape.pathFields.isEmpty && shape.queryFields.isEmpty && shape.bodyFormats.allSatisfy { $0 == .json },
            "the input of an event is JSON and nothing else")
        signature = OperationSignature(name: "\(name)", input: shape, needs: [], kind: kind, events: [])
        self.makeHandler = makeHandler
    }

    /// An event that only reads.
    /// - Parameter place: the connection's event loop unless it takes long.
    public static func reading<Input: OperationInput>(
        _ name: StaticString, on place: Operation<P>.ReadingPlace = .loop,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, State, borrowing ReadCall) throws(APIError) -> Answer
    ) -> SocketEvent {
        SocketEvent(name, place == .loop ? .reading : .readingOnPool, Input.self) { plugin in
            let body = method(plugin)
            guard place == .loop else {
                return .readingOnPool { (source) throws(APIError) in
                    let input = try source.decode(Input.self)
                    return { (call) throws(APIError) in
                        Reply.socket(try body(input, call.caller.state(), call).erased())
                    }
                }
            }
            return .reading { (source, call, reply) throws(APIError) in
                let input = try source.decode(Input.self)
                reply = Reply.socket(try body(input, call.caller.state(), call).erased())
            }
        }
    }

    /// An event that writes: what it says, and what it publishes, goes out after the commit. Throwing undoes what it
    /// wrote, unless the error is `keepingWrites`.
    public static func writing<Input: OperationInput>(
        _ name: StaticString,
        _ method: @escaping @Sendable (P) -> @Sendable (Input, State, borrowing WriteCall) throws(APIError) -> Answer
    ) -> SocketEvent {
        SocketEvent(name, .writing, Input.self) { plugin in
            let body = method(plugin)
            return .writing { (source) throws(APIError) in
                let input = try source.decode(Input.self)
                return { (call) throws(APIError) in
                    call.reply(try body(input, call.caller.state(), call).erased())
                }
            }
        }
    }

    /// A writing event with slow work before it, as `Operation.writing(_:needs:prepare:_:)`.
    public static func writing<Input: OperationInput, Prepared: Sendable>(
        _ name: StaticString,
        prepare: @escaping @Sendable (P) -> @Sendable (Input, State, borrowing ReadCall) throws(APIError) -> Prepared,
        _ method:
            @escaping @Sendable (P) ->
            @Sendable (Input, State, Prepared, borrowing WriteCall) throws(APIError) -> Answer
    ) -> SocketEvent {
        SocketEvent(name, .preparing, Input.self) { plugin in
            let (prepare, body) = (prepare(plugin), method(plugin))
            return .preparing { (source) throws(APIError) in
                let input = try source.decode(Input.self)
                return { (call) throws(APIError) in
                    let prepared = try prepare(input, call.caller.state(), call)
                    return { (call) throws(APIError) in
                        call.reply(try body(input, call.caller.state(), prepared, call).erased())
                    }
                }
            }
        }
    }
}

extension Caller {
    /// The connection's state, of the type that its plugin gave it.
    fileprivate func state<State: Sendable>() throws(APIError) -> State {
        guard let held = seat?.state as? HeldState<State> else { throw APIError(.internalError, .program) }
        return held.value
    }
}

extension WriteCall {
    /// Topics change in the order of the commits: another write of the same batch may publish to them.
    fileprivate func reply(_ outcome: SocketOutcome) -> Reply {
        guard outcome.changesTopics, let seat = caller.seat else { return Reply.socket(outcome) }
        var outcome = outcome
        store.publicationNote?.add(.topics(seat.connection, outcome.subscribed, outcome.unsubscribed))
        outcome.subscribed = []
        outcome.unsubscribed = []
        return Reply.socket(outcome)
    }
}
