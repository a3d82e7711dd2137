/// What a connection begins with.
public struct SocketStart<State: Sendable>: Sendable {
    let state: State
    let admission: SocketAdmission
    var outcome = SocketOutcome()

    /// - Parameters:
    ///   - state: the plugin's own value for this connection, given to each of its events.
    ///   - topics: what reaches it from now on. Nothing is missed between what the operation has read and the first
    ///     publication; one that was committed just before may come although it has been read.
    ///   - limit: how many connections there may be; one more is refused with 429 `connections.too_many`.
    ///   - allowedOrigins: pages that may connect with a token in a cookie, beside those of the request's own host:
    ///     `https://chat.example.com`. All others are refused with 403 `origin.denied`, so that no foreign page speaks
    ///     in a user's name.
    ///   - pingMilliseconds: after so long a silence the client is asked whether it is there; `nil`: as
    ///     `limits.socketPingMilliseconds` says.
    public init(
        state: State, topics: [Topic] = [], limit: ConnectionLimit? = nil, allowedOrigins: [String] = [],
        pingMilliseconds: Int? = nil
    ) {
        self.state = state
        admission = SocketAdmission(
            limit: limit, allowedOrigins: allowedOrigins, pingMilliseconds: pingMilliseconds)
        outcome.subscribed = topics
    }

    /// The same, and an event that the client gets first. Several come in their order.
    public func sending(_ event: String, _ content: some Encodable & Sendable) -> SocketStart {
        var start = self
        start.outcome.messages.append(SocketMessage(event, JSON.encode(content)))
        return start
    }
}

/// How many connections may have a topic at a time, all loops together.
public struct ConnectionLimit: Sendable, Hashable {
    package let topic: Topic
    package let connections: Int

    /// - Parameters:
    ///   - topic: one that the new connection has too, such as its user's.
    ///   - connections: at least 1; traps below.
    public init(of topic: Topic, atMost connections: Int) {
        precondition(connections >= 1, "a limit of connections lets one in at least")
        self.topic = topic
        self.connections = connections
    }
}

/// What a connection is let in by.
package struct SocketAdmission: Sendable {
    package let limit: ConnectionLimit?
    package let allowedOrigins: [String]
    package let pingMilliseconds: Int?
}
