package import Kit

/// Who hears what writes publish. Called on the writer thread.
package protocol Publisher: AnyObject, Sendable {
    /// Whether any connection has the topic now.
    func hasConnections(_ topic: Topic) -> Bool

    /// What a batch of writes wants of connections, in its order: it is committed now, and its answers wait.
    func publish(_ changes: [SocketChange])
}
