/// Which connections of a publication's topics do not get it.
public enum Exclusion: Sendable {
    /// None: all get it.
    case none
    /// The one that the event came by; none when it came by HTTP.
    case thisConnection
    /// Those that have one of these topics.
    case topics([Topic])
}

extension WriteCall {
    /// Sends an event to all connections that have one of the topics, after the commit of this operation: all of them
    /// see the commits of the API in their order. A connection that has several of the topics gets it once. An
    /// operation that is undone publishes nothing.
    ///
    /// Who is not connected, or does not read, misses it: what must not be lost stands in the store too.
    public func publish(
        _ event: String, _ content: some Encodable & Sendable, to topics: [Topic], except exclusion: Exclusion = .none
    ) {
        guard let note = store.publicationNote else { return }
        note.add(.event(publication(SocketMessage(event, JSON.encode(content)), topics, exclusion)))
    }

    /// The same for a value that writes its own JSON.
    public func publish(
        _ event: String, _ content: some JSONWritable & Sendable, to topics: [Topic],
        except exclusion: Exclusion = .none
    ) {
        guard let note = store.publicationNote else { return }
        var json: [UInt8] = []
        JSON.encode(content, into: &json)
        note.add(.event(publication(SocketMessage(event, json), topics, exclusion)))
    }

    /// Gives another topic to all connections that have the first, in the order of commits and publications: what this
    /// operation published before does not reach them by it, what it publishes afterwards does.
    public func join(those present: Topic, to topic: Topic) { store.publicationNote?.add(.join(present, topic)) }

    /// Ends all connections that have the topic, in the same order.
    public func close(_ topic: Topic, _ closing: SocketClosing) { store.publicationNote?.add(.close(topic, closing)) }

    /// Whether any connection has the topic now, on any loop. It may be gone a moment later, or come.
    public func hasConnections(_ topic: Topic) -> Bool { store.publicationNote?.hasConnections(topic) ?? false }

    private func publication(_ message: SocketMessage, _ topics: [Topic], _ exclusion: Exclusion) -> Publication {
        switch exclusion {
        case .none: Publication(message: message, topics: topics)
        case .thisConnection: Publication(message: message, topics: topics, omitted: caller.connection)
        case .topics(let omitted): Publication(message: message, topics: topics, omittedTopics: omitted)
        }
    }
}

/// An event for all connections that have one of its topics.
package struct Publication: Sendable {
    package let message: SocketMessage
    package let topics: [Topic]
    /// One that does not get it.
    package var omitted: ConnectionID?
    /// Those that have one of these do not get it.
    package var omittedTopics: [Topic] = []
}

/// What a write does to connections, once it is committed.
package enum SocketChange: Sendable {
    case event(Publication)
    /// Those that have the first topic get the second.
    case join(Topic, Topic)
    case close(Topic, SocketClosing)
    /// A connection gets topics, and loses others.
    case topics(ConnectionID, [Topic], [Topic])
}

/// How the writer learns what the jobs of a batch want of connections. Lives on the writer thread.
package final class PublicationNote {
    private var changes: [SocketChange] = []
    fileprivate let hasConnections: (Topic) -> Bool

    /// - Parameter hasConnections: whether any connection has the topic now.
    package init(hasConnections: @escaping (Topic) -> Bool) { self.hasConnections = hasConnections }

    /// How many there are by now.
    package var count: Int { changes.count }

    func add(_ change: SocketChange) { changes.append(change) }

    /// The last ones were undone, as far as there are more than that many.
    package func undo(to count: Int) { changes.removeLast(changes.count - count) }

    /// All were committed.
    /// - Returns: what is to be done now, in its order.
    package func take() -> [SocketChange] {
        defer { changes = [] }
        return changes
    }
}
