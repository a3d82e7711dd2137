extension Operation {
    /// An operation that opens a connection which both sides may use at any time, for a route with `"socket"`.
    ///
    /// ```swift
    /// .socket("connect", needs: .token, connect, events: [.writing("say", say), .reading("who", listMembers)])
    /// ```
    /// - Parameters:
    ///   - name: as for any operation.
    ///   - needs: as for any operation.
    ///   - connect: lets a client in, by path and query; on the event loop. Throwing refuses the connection with the
    ///     API's own error.
    ///   - events: what clients may send, each name once.
    public static func socket<Input: OperationInput, State: Sendable>(
        _ name: StaticString, needs: OperationNeeds = [],
        _ connect:
            @escaping @Sendable (P) -> @Sendable (Input, borrowing ReadCall) throws(APIError) -> SocketStart<State>,
        events: [SocketEvent<P, State>]
    ) -> Operation {
        precondition(Input.bodyFormats.isEmpty, "a request that opens a socket has no body")
        let signatures = events.map(\.signature)
        precondition(Set(signatures.map(\.name)).count == signatures.count, "events have names of their own")
        return Operation(name, needs, .socket, Input.self, events: signatures) { plugin in
            let body = connect(plugin)
            let handlers = events.map { ($0.signature.name, $0.makeHandler(plugin)) }
            return .socket(
                SocketHandler(events: Dictionary(uniqueKeysWithValues: handlers)) { (source, call) throws(APIError) in
                    SocketOpening(try body(try source.decode(Input.self), call))
                })
        }
    }
}

/// How a socket of a plugin that was made is run.
package struct SocketHandler: Sendable {
    /// What runs each event; never a socket.
    package let events: [String: OperationHandler]
    /// Lets a client in. On the loop.
    package let connect: @Sendable (borrowing InputSource, borrowing ReadCall) throws(APIError) -> SocketOpening
}

/// A connection that is let in, unless its admission says otherwise.
package struct SocketOpening: Sendable {
    package let admission: SocketAdmission
    package let state: any SocketState
    /// Its first topics and messages.
    package let outcome: SocketOutcome

    init<State: Sendable>(_ start: SocketStart<State>) {
        admission = start.admission
        state = HeldState(start.state)
        outcome = start.outcome
    }
}
