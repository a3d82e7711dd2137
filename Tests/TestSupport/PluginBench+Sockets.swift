internal import Core
package import Kit
internal import System

extension PluginBench {
    /// Opens a socket, as a client does that was let in by its route.
    /// - Parameters:
    ///   - name: of the operation.
    ///   - request: path and query.
    /// - Throws: what the operation refuses it with; `connections.too_many`.
    package func open(
        _ name: String, _ request: BenchRequest = BenchRequest(), subject: Subject? = nil, app: App? = nil
    ) throws(APIError) -> BenchSocket {
        guard case .socket(let handler) = handler(name) else { preconditionFailure("\(name) is no socket") }
        let caller = caller(subject, app, nil)
        let reader = makeReader()
        let opening = try request.withSource(nil) { (source) throws(APIError) in
            try handler.connect(source, ReadCall(caller: caller, now: clock.now, store: try reader.store()))
        }
        return try sockets.add(BenchSocket(handler, opening, subject, app), opening)
    }

    /// Sends an event, and waits for its end.
    /// - Parameter content: a JSON object; empty for none.
    /// - Returns: what comes back to this connection alone.
    /// - Throws: what the client is told instead.
    @discardableResult
    package func send(
        _ event: String, _ content: String = "", by socket: BenchSocket
    ) throws(APIError) -> [BenchMessage] {
        guard let handler = socket.handler.events[event] else { preconditionFailure("there is no event \(event)") }
        let node: JSONNode?
        do { node = content.isEmpty ? nil : try JSONDocument(parsing: Array(content.utf8)).root } catch {
            preconditionFailure("\(content) is no JSON: \(error)")
        }
        let caller = caller(socket.subject, socket.app, socket.seat)
        let reply = try run(handler, InputSource(content: node), caller)
        guard case .socket(let outcome) = reply.kind else { preconditionFailure("an event has an outcome") }
        sockets.follow(outcome, socket)
        return outcome.messages.map { BenchMessage($0) }
    }

    private func caller(_ subject: Subject?, _ app: App?, _ seat: SocketSeat?) -> Caller {
        Caller(
            app: app, subject: subject, remoteAddress: "192.0.2.1", userAgent: "bench/1",
            requestID: RequestID(high: 1, low: 2), seat: seat)
    }
}

/// An event as a client gets it.
package struct BenchMessage: Sendable, Equatable, CustomStringConvertible {
    package let event: String
    /// JSON.
    package let content: String

    package init(_ event: String, _ content: String) {
        self.event = event
        self.content = content
    }

    init(_ message: SocketMessage) {
        self.init(message.event, String(decoding: message.content, as: UTF8.self))
    }

    package var description: String { "\(event) \(content)" }
}

/// A connection of a bench.
package final class BenchSocket: Sendable {
    struct Content {
        var seat: SocketSeat
        var topics: Set<Topic>
        var received: [BenchMessage]
        var closing: SocketClosing?
    }

    let handler: SocketHandler
    let subject: Subject?
    let app: App?
    let content: Lock<Content>

    init(_ handler: SocketHandler, _ opening: SocketOpening, _ subject: Subject?, _ app: App?) {
        self.handler = handler
        self.subject = subject
        self.app = app
        content = Lock(
            Content(
                seat: SocketSeat(ConnectionID(loop: 0, number: 0), opening.state),
                topics: Set(opening.outcome.subscribed),
                received: opening.outcome.messages.map { BenchMessage($0) }))
    }

    var seat: SocketSeat { content.withLock { $0.seat } }
    /// What it has now.
    package var topics: Set<Topic> { content.withLock { $0.topics } }
    /// Why it was ended; `nil` while it is open.
    package var closing: SocketClosing? { content.withLock { $0.closing } }

    /// What was published to it since the last look, and before that what it began with.
    package func take() -> [BenchMessage] {
        content.withLock { content in
            defer { content.received = [] }
            return content.received
        }
    }
}

/// All connections of a bench: the same as a hub with its boards does, in the simplest way.
final class BenchSockets: Publisher {
    private let open = Lock<[BenchSocket]>([])
    private let count = Lock<UInt64>(0)

    private var all: [BenchSocket] { open.withLock { $0 } }

    func add(_ socket: BenchSocket, _ opening: SocketOpening) throws(APIError) -> BenchSocket {
        if let limit = opening.admission.limit {
            let present = all.filter { $0.topics.contains(limit.topic) }
            guard present.count < limit.connections else { throw APIError(.tooManyConnections, .callersConnections) }
        }
        let number = count.withLock { count in
            count += 1
            return count
        }
        socket.content.withLock { $0.seat = SocketSeat(ConnectionID(loop: 0, number: number), opening.state) }
        open.withLock { $0.append(socket) }
        return socket
    }

    func follow(_ outcome: SocketOutcome, _ socket: BenchSocket) {
        socket.content.withLock { content in
            if let state = outcome.state { content.seat = SocketSeat(content.seat.connection, state) }
            content.topics.subtract(outcome.unsubscribed)
            content.topics.formUnion(outcome.subscribed)
        }
        if let closing = outcome.closing { end(socket, closing) }
    }

    /// It has gone.
    func end(_ socket: BenchSocket, _ closing: SocketClosing) {
        socket.content.withLock { $0.closing = $0.closing ?? closing }
        open.withLock { open in open.removeAll { $0 === socket } }
    }

    func hasConnections(_ topic: Topic) -> Bool { all.contains { $0.topics.contains(topic) } }

    func publish(_ changes: [SocketChange]) {
        for change in changes {
            switch change {
            case .event(let publication): for socket in all { deliver(publication, to: socket) }
            case .join(let present, let topic):
                for socket in all where socket.topics.contains(present) {
                    _ = socket.content.withLock { $0.topics.insert(topic) }
                }
            case .close(let topic, let closing):
                for socket in all where socket.topics.contains(topic) { end(socket, closing) }
            case .topics(let connection, let added, let removed):
                for socket in all where socket.seat.connection == connection {
                    socket.content.withLock { $0.topics = $0.topics.subtracting(removed).union(added) }
                }
            }
        }
    }

    private func deliver(_ publication: Publication, to socket: BenchSocket) {
        socket.content.withLock { content in
            guard content.topics.isDisjoint(with: publication.omittedTopics),
                publication.omitted != content.seat.connection, !content.topics.isDisjoint(with: publication.topics)
            else { return }
            content.received.append(BenchMessage(publication.message))
        }
    }
}

extension PluginBench {
    /// The client of a connection goes.
    package func close(_ socket: BenchSocket) { sockets.end(socket, .normal) }
}
