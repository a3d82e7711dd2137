import Kit

/// Which sessions of a loop have which topics. A session knows its place in each of its topics, so that it leaves one
/// that many have without a search.
struct TopicTable {
    private var sessions: [Topic: [SocketSession]] = [:]

    /// All that have a topic; a copy, so that they may leave while it is gone through.
    subscript(topic: Topic) -> [SocketSession] { sessions[topic] ?? [] }

    /// - Returns: `false` when it had the topic.
    mutating func add(_ session: SocketSession, to topic: Topic) -> Bool {
        guard session.places[topic] == nil else { return false }
        session.places[topic] = sessions[topic]?.count ?? 0
        sessions[topic, default: []].append(session)
        return true
    }

    /// - Returns: `false` when it had not the topic.
    mutating func remove(_ session: SocketSession, from topic: Topic) -> Bool {
        guard let place = session.places.removeValue(forKey: topic), let last = sessions[topic]?.popLast() else {
            return false
        }
        if last !== session {
            sessions[topic]?[place] = last
            last.places[topic] = place
        } else if place == 0 {
            sessions[topic] = nil
        }
        return true
    }
}
