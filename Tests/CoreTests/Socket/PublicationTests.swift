import System
import TestSupport
import Testing

@testable import Core
@testable import Kit

/// What a batch of writes hands on, and when.
struct PublicationTests {
    private final class Recorder: Publisher {
        let log: Lock<[String]>
        init(_ log: consuming Lock<[String]>) { self.log = log }

        func add(_ line: String) { log.withLock { $0.append(line) } }
        func hasConnections(_ topic: Topic) -> Bool { topic == Topic("here") }

        func publish(_ changes: [SocketChange]) {
            for change in changes {
                switch change {
                case .event(let publication):
                    add("event \(String(decoding: publication.message.content, as: UTF8.self))")
                case .join(let present, let topic): add("join \(present) \(topic)")
                case .close(let topic, let closing): add("close \(topic) \(closing.code)")
                case .topics(_, let added, let removed): add("topics +\(added) -\(removed)")
                }
            }
        }
    }

    private let recorder = Recorder(Lock([]))
    private let folder = ScratchDirectory()

    private func makeStore() throws -> Store {
        try Store(
            path: "\(folder.path)/test.db", name: "test",
            schema: [Migration("a", "CREATE TABLE a (id INTEGER PRIMARY KEY)")], publisher: recorder, report: { _ in })
    }

    /// Queues a write that does that.
    private func submit(
        _ name: String, to store: Store, seat: SocketSeat? = nil,
        _ body: @escaping @Sendable (borrowing WriteCall) throws(APIError) -> Void
    ) {
        let caller = Caller(
            app: nil, subject: nil, remoteAddress: "", userAgent: nil, requestID: RequestID(high: 0, low: 0),
            seat: seat)
        let job = WriteJob(
            operation: { (store) throws(APIError) in
                try body(WriteCall(caller: caller, now: Timestamp(milliseconds: 0), store: store))
                return .noContent()
            },
            completion: { [recorder] result in
                if case .success = result { recorder.add("done \(name)") } else { recorder.add("failed \(name)") }
            })
        #expect(store.submit(job))
    }

    private var log: [String] { recorder.log.withLock { $0 } }

    /// Publications of a batch come in the order of its jobs, after the commit and before anybody is answered.
    @Test func whatIsKeptIsPublishedBeforeTheAnswers() throws {
        let store = try makeStore()
        let (hold, isHeld) = (Signal(), Signal())
        // What is queued meanwhile is one batch.
        submit("0", to: store) { _ in
            isHeld.notify()
            hold.wait()
        }
        isHeld.wait()
        submit("1", to: store) { call in call.publish("a", 1, to: [Topic("t")]) }
        submit("2", to: store) { (call) throws(APIError) in
            call.publish("a", 2, to: [Topic("t")])
            throw APIError(.internalError)
        }
        submit("3", to: store) { (call) throws(APIError) in
            call.publish("a", 3, to: [Topic("t")])
            call.join(those: Topic("t"), to: Topic("u"))
            call.close(Topic("u"), .normal)
            throw APIError(.internalError).keepingWrites
        }
        hold.notify()
        store.stop()
        let expected = [
            "done 0", "event 1", "event 3", "join t u", "close u 1000", "done 1", "failed 2", "failed 3",
        ]
        #expect(log == expected)
    }

    @Test func aBatchThatIsLostPublishesNothing() throws {
        let store = try makeStore()
        let (hold, isHeld) = (Signal(), Signal())
        submit("1", to: store) { call in
            call.publish("a", 1, to: [Topic("t")])
            // The transaction is ended behind the batch's back, as SQLite does when the disk is full.
            try? call.store.database.run("ROLLBACK")
            isHeld.notify()
            hold.wait()
        }
        isHeld.wait()
        submit("2", to: store) { call in call.publish("a", 2, to: [Topic("t")]) }
        hold.notify()
        store.stop()
        #expect(log == ["failed 1", "event 2", "done 2"])
    }

    @Test func anOperationHearsWhoIsThere() throws {
        let store = try makeStore()
        submit("1", to: store) { [recorder] call in
            recorder.add("\(call.hasConnections(Topic("here"))) \(call.hasConnections(Topic("there")))")
        }
        store.stop()
        #expect(log == ["true false", "done 1"])
    }

    /// Otherwise what another write of the same batch publishes would be missed.
    @Test func topicsOfAWritingEventChangeInTheOrderOfCommits() throws {
        let store = try makeStore()
        let plugin = RoomPlugin(settings: RoomPlugin.Settings(), host: .withoutKeys)
        let socket = try #require(RoomPlugin.operations.first).makeHandler(plugin)
        guard case .socket(let handler) = socket, case .writing(let read)? = handler.events["move"] else {
            return #expect(Bool(false), "it is a writing event")
        }
        let seat = SocketSeat(ConnectionID(loop: 0, number: 1), HeldState(RoomPlugin.Member(room: "hall")))
        let move = try read(InputSource(content: JSONDocument(parsing: Array(#"{"name":"attic"}"#.utf8)).root))
        submit("1", to: store) { call in call.publish("a", 1, to: [Topic("attic")]) }
        submit("2", to: store, seat: seat) { (call) throws(APIError) in
            guard case .socket(let outcome) = try move(call).kind else { throw APIError(.internalError) }
            #expect(outcome.subscribed.isEmpty && outcome.unsubscribed.isEmpty, "they are in the order of commits")
        }
        submit("3", to: store) { call in call.publish("a", 3, to: [Topic("attic")]) }
        store.stop()
        #expect(log.filter { !$0.hasPrefix("done") } == ["event 1", "topics +[attic] -[hall]", "event 3"])
    }
}
