package import Kit
import System

/// The open connections of one API, as all threads see them: how many each loop has, and which topics there are.
///
/// What a batch of writes publishes is written once for each form that is in use and posted by the writer to each loop
/// that has connections, after the commit and before the batch is acknowledged. A mailbox keeps the order, so that
/// every connection sees the commits in theirs; a connection is counted before it reads what it begins with, so that it
/// misses nothing.
package final class SocketHub: Publisher {
    /// One loop's part.
    private struct Desk {
        let mailbox: Mailbox
        let board: MemberKey
        var connections = 0
    }

    private struct Content {
        var desks: [Desk] = []
        /// How many connections have a topic.
        var presence: [Topic: Int] = [:]
        /// How many connections speak a form.
        var forms = [Int](repeating: 0, count: SocketForm.allCases.count)
    }

    private let content = Lock(Content())
    private let budget: BufferBudget

    /// - Parameter budget: counts messages until the last receiver has them.
    package init(budget: BufferBudget) { self.budget = budget }

    // MARK: - From loops

    /// A loop takes part from now on.
    /// - Returns: its number.
    func add(_ board: MemberKey, on mailbox: Mailbox) -> Int {
        content.withLock { content in
            content.desks.append(Desk(mailbox: mailbox, board: board))
            return content.desks.count - 1
        }
    }

    /// A connection is about to come: from now on its loop hears of publications.
    func enter(_ form: SocketForm, loop: Int) {
        content.withLock { content in
            content.desks[loop].connections += 1
            content.forms[form.number] += 1
        }
    }

    /// It has gone, or did not come.
    func leave(_ form: SocketForm, loop: Int) {
        content.withLock { content in
            content.desks[loop].connections -= 1
            content.forms[form.number] -= 1
        }
    }

    /// A connection gets its first topics.
    /// - Returns: `false` when there are as many as there may be already.
    func admit(_ topics: some Collection<Topic>, within limit: ConnectionLimit?) -> Bool {
        content.withLock { content in
            if let limit, content.presence[limit.topic, default: 0] >= limit.connections { return false }
            for topic in topics { content.presence[topic, default: 0] += 1 }
            return true
        }
    }

    /// One connection more has each of the topics.
    func note(_ topics: some Collection<Topic>) { _ = admit(topics, within: nil) }

    /// One connection fewer has each of the topics.
    func forget(_ topics: some Collection<Topic>) {
        content.withLock { content in
            for topic in topics {
                let rest = content.presence[topic, default: 1] - 1
                content.presence[topic] = rest > 0 ? rest : nil
            }
        }
    }

    // MARK: - From the writer

    package func hasConnections(_ topic: Topic) -> Bool { content.withLock { $0.presence[topic] != nil } }

    package func publish(_ changes: [SocketChange]) {
        let (desks, forms) = content.withLock { ($0.desks.filter { $0.connections > 0 }, $0.forms) }
        guard !desks.isEmpty else { return }
        let codecs = SocketForm.allCases.filter { forms[$0.number] > 0 }.map { ($0.number, $0.codec) }
        let deliveries = changes.map { delivery($0, codecs) }
        for desk in desks {
            let board = desk.board
            desk.mailbox.post(.work { loop in loop.member(board, as: SocketBoard.self)?.perform(deliveries) })
        }
    }

    private func delivery(_ change: SocketChange, _ codecs: [(Int, any SocketCodec)]) -> SocketDelivery {
        guard case .event(let publication) = change else { return .change(change) }
        var messages = [SharedMessage?](repeating: nil, count: SocketForm.allCases.count)
        var payload: [UInt8] = []
        for (number, codec) in codecs {
            payload.removeAll(keepingCapacity: true)
            codec.append(publication.message, to: &payload)
            messages[number] = SharedMessage(payload.span, budget: budget)
        }
        return .event(publication, messages)
    }
}

/// What one loop is to do for its connections.
enum SocketDelivery: Sendable {
    /// With the message in each form, by the form's number; `nil` for one that nobody spoke.
    case event(Publication, [SharedMessage?])
    case change(SocketChange)
}

/// The hubs of all APIs that have sockets. They go by the plugin's id, as its store does.
package final class SocketHubs: Sendable {
    private let hubs = Lock<[PluginID: SocketHub]>([:])
    private let budget: BufferBudget

    package init(budget: BufferBudget) { self.budget = budget }

    /// `nil` for a plugin without sockets. From any thread.
    package subscript(plugin: PluginID) -> SocketHub? { hubs.withLock { $0[plugin] } }

    /// All of them, in no order.
    var all: [(plugin: PluginID, hub: SocketHub)] { hubs.withLock { hubs in hubs.map { ($0.key, $0.value) } } }

    /// Makes a plugin's hub, unless it is there. From the main thread.
    func open(_ plugin: PluginID) -> SocketHub {
        hubs.withLock { hubs in
            if let hub = hubs[plugin] { return hub }
            let hub = SocketHub(budget: budget)
            hubs[plugin] = hub
            return hub
        }
    }
}
