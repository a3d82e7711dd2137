/// What an event comes to: what the connection hears of it, and what becomes of the connection.
///
/// ```swift
/// return .event("sent", receipt).subscribing(to: [room])
/// ```
public struct SocketReply<State: Sendable>: Sendable {
    private(set) var state: State?
    private(set) var outcome = SocketOutcome()

    private init() {}

    /// Nothing is said, and nothing changes.
    public static var none: SocketReply { SocketReply() }

    /// An event back, to this connection alone.
    public static func event(_ name: String, _ content: some Encodable & Sendable) -> SocketReply {
        none.sending(name, content)
    }

    /// One more event back; they come in their order.
    public func sending(_ name: String, _ content: some Encodable & Sendable) -> SocketReply {
        changed { $0.outcome.messages.append(SocketMessage(name, JSON.encode(content))) }
    }

    /// The same for a value that writes its own JSON.
    public func sending(_ name: String, _ content: some JSONWritable & Sendable) -> SocketReply {
        changed { reply in
            var json: [UInt8] = []
            JSON.encode(content, into: &json)
            reply.outcome.messages.append(SocketMessage(name, json))
        }
    }

    /// The value that acknowledges the event to a client that asks for it, where the socket's form has such: Socket.IO
    /// has, `"json"` has not.
    public func acknowledging(_ value: some Encodable & Sendable) -> SocketReply {
        changed { $0.outcome.acknowledgement = JSON.encode(value) }
    }

    /// The connection's state is another from now on.
    public func becoming(_ state: State) -> SocketReply { changed { $0.state = state } }

    /// The connection has more topics from now on: from a writing event's commit, so that it misses nothing that is
    /// committed later; from a reading event on the loop as from the start of a connection. What is published while a
    /// reading event runs on the pool may be missed.
    public func subscribing(to topics: [Topic]) -> SocketReply {
        changed { $0.outcome.subscribed += topics }
    }

    /// The connection loses topics.
    public func unsubscribing(from topics: [Topic]) -> SocketReply {
        changed { $0.outcome.unsubscribed += topics }
    }

    /// The connection is ended when the events back are sent.
    public func closing(_ closing: SocketClosing) -> SocketReply { changed { $0.outcome.closing = closing } }

    private func changed(_ change: (inout SocketReply) -> Void) -> SocketReply {
        var reply = self
        change(&reply)
        return reply
    }

    /// Without the state's type.
    func erased() -> SocketOutcome {
        var outcome = outcome
        if let state { outcome.state = HeldState(state) }
        return outcome
    }
}

/// One event to a client: its name, and its content's JSON.
package struct SocketMessage: Sendable {
    package let event: String
    package let content: [UInt8]

    package init(_ event: String, _ content: [UInt8]) {
        self.event = event
        self.content = content
    }
}

/// What an event, or the start of a connection, comes to, whichever plugin it belongs to.
package struct SocketOutcome: Sendable {
    package internal(set) var messages: [SocketMessage] = []
    package internal(set) var acknowledgement: [UInt8]?
    /// `nil`: as before.
    package internal(set) var state: (any SocketState)?
    package internal(set) var subscribed: [Topic] = []
    package internal(set) var unsubscribed: [Topic] = []
    package internal(set) var closing: SocketClosing?

    init() {}

    var changesTopics: Bool { !subscribed.isEmpty || !unsubscribed.isEmpty }
}

/// A plugin's value for one connection. It never changes; another takes its place.
package protocol SocketState: AnyObject, Sendable {}

final class HeldState<State: Sendable>: SocketState {
    let value: State

    init(_ value: State) { self.value = value }
}

/// An open connection as its calls see it.
package final class SocketSeat: Sendable {
    package let connection: ConnectionID
    package let state: any SocketState

    package init(_ connection: ConnectionID, _ state: any SocketState) {
        self.connection = connection
        self.state = state
    }
}
