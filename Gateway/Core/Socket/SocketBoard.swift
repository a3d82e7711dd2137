import Kit

/// One loop's connections of one API: hands each what its topics get, in the order of the commits.
final class SocketBoard: LoopMember {
    /// So many connections are ended in the whole time that a stop gives them; fewer take less time.
    private static let spreadConnections = 1000

    let hub: SocketHub
    let services: any SocketServices
    let limits: SocketLimits
    private var number = 0
    private var sessions: [MemberKey: SocketSession] = [:]
    private var topics = TopicTable()
    /// How many events were handed out; marks who has got the last.
    private var eventCount: UInt64 = 0
    /// Where payloads are written before they go to their connection.
    private var scratch: [UInt8] = []

    init(on loop: Loop, _ hub: SocketHub, services: any SocketServices, limits: SocketLimits) {
        self.hub = hub
        self.services = services
        self.limits = limits
        super.init(on: loop)
    }

    /// Takes its place on the loop.
    func start() { number = hub.add(loop.add(self), on: loop.mailbox) }

    override var holdsLoop: Bool { false }

    // MARK: - Who is there

    /// A client asks to come in; from now on nothing is missed that it would get.
    func enter(_ form: SocketForm) { hub.enter(form, loop: number) }

    /// It was refused.
    func leave(_ form: SocketForm) { hub.leave(form, loop: number) }

    /// Lets a client in that has entered.
    /// - Throws: `connections.too_many`.
    func open(_ origin: SocketOrigin, _ opening: SocketOpening) throws(APIError) -> SocketSession {
        let first = Set(opening.outcome.subscribed)
        guard hub.admit(first, within: opening.admission.limit) else {
            throw APIError(.tooManyConnections, .callersConnections)
        }
        let session = SocketSession(on: loop, self, origin, pingMilliseconds: opening.admission.pingMilliseconds)
        let key = loop.add(session)
        sessions[key] = session
        for topic in first { _ = topics.add(session, to: topic) }
        session.begin(SocketSeat(ConnectionID(loop: UInt32(number), number: key.tag), opening.state), opening.outcome)
        return session
    }

    /// A session gets nothing more.
    func remove(_ session: SocketSession) {
        guard let key = session.key, sessions.removeValue(forKey: key) != nil else { return }
        let old = Array(session.places.keys)
        for topic in old { _ = topics.remove(session, from: topic) }
        hub.forget(old)
        hub.leave(session.origin.form, loop: number)
    }

    func change(_ session: SocketSession, adding added: [Topic], removing removed: [Topic]) {
        guard let key = session.key, sessions[key] === session else { return }
        hub.forget(removed.filter { topics.remove(session, from: $0) })
        hub.note(added.filter { topics.add(session, to: $0) })
    }

    // MARK: - What they get

    /// Does what writes have asked for.
    func perform(_ deliveries: [SocketDelivery]) {
        for delivery in deliveries {
            switch delivery {
            case .event(let publication, let messages): deliver(publication, messages)
            case .change(.join(let present, let topic)):
                let added = topics[present].filter { topics.add($0, to: topic) }
                hub.note(repeatElement(topic, count: added.count))
            case .change(.close(let topic, let closing)): for session in topics[topic] { session.end(closing) }
            case .change(.topics(let connection, let added, let removed)):
                if let session = session(connection) { change(session, adding: added, removing: removed) }
            case .change(.event): break
            }
        }
    }

    /// Each gets it once, and those that are left out are taken for having it.
    private func deliver(_ publication: Publication, _ messages: [SharedMessage?]) {
        eventCount += 1
        if let omitted = publication.omitted { session(omitted)?.lastEvent = eventCount }
        for topic in publication.omittedTopics {
            for session in topics[topic] { session.lastEvent = eventCount }
        }
        for topic in publication.topics {
            for session in topics[topic] where session.lastEvent != eventCount {
                session.lastEvent = eventCount
                if let message = messages[session.origin.form.number] { session.send(message) }
            }
        }
    }

    private func session(_ connection: ConnectionID) -> SocketSession? {
        connection.loop == number ? sessions[MemberKey(tag: connection.number)] : nil
    }

    /// Lends the room for a payload.
    func withScratch(_ body: (inout [UInt8]) -> Void) {
        var lent: [UInt8] = []
        swap(&lent, &scratch)
        lent.removeAll(keepingCapacity: lent.capacity <= 64 * 1024)
        body(&lent)
        swap(&lent, &scratch)
    }

    // MARK: - The end

    /// All are ended, a few at a time: were they to come back all at once, whoever serves them next would be overrun.
    override func drain() {
        let window = limits.drainNanoseconds / 4 * 3
        let step = window / UInt64(max(sessions.count, Self.spreadConnections))
        for (index, session) in sessions.values.enumerated() { session.drain(afterNanoseconds: step * UInt64(index)) }
    }
}

/// Bounds of sessions; the settings of `limits` that begin with `socket`.
struct SocketLimits {
    let unsentBytes: Int
    let pingMilliseconds: Int
    let pongMilliseconds: Int
    let jsonDepth: Int
    let drainNanoseconds: UInt64
}
