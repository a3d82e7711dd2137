import Glibc
import System
import Testing

/// A client and a server's end of one connection over loopback.
struct SocketPair {
    let client: Socket
    let server: Socket

    init() throws {
        let listener = try ListeningSocket(on: try #require(SocketAddress("127.0.0.1:0")))
        client = try Socket.connecting(to: listener.address)
        server = try SocketPair.accept(from: listener)
    }

    /// Waits for a connection.
    static func accept(from listener: ListeningSocket) throws -> Socket {
        let epoll = try Epoll(capacity: 1)
        try epoll.add(listener.number, .readable, tag: 0)
        #expect(epoll.wait(timeoutMilliseconds: 20_000) == 1)
        guard case .connection(let socket, _) = listener.acceptNext() else { throw Refused() }
        return socket
    }

    private struct Refused: Error {}

    /// Waits until something can be read.
    static func waitForBytes(_ socket: Socket) throws {
        let epoll = try Epoll(capacity: 1)
        try epoll.add(socket.number, .readable, tag: 0)
        #expect(epoll.wait(timeoutMilliseconds: 20_000) == 1)
    }
}

struct SocketTests {
    @Test func bytesGoFromOneToTheOther() throws {
        let pair = try SocketPair()
        #expect(pair.client.write(Array("hello".utf8).span) == .moved(5))
        try SocketPair.waitForBytes(pair.server)
        var input: [UInt8] = []
        #expect(pair.server.read(appendingTo: &input, atMost: 3) == .moved(3))
        #expect(pair.server.read(appendingTo: &input, atMost: 100) == .moved(2))
        #expect(String(decoding: input, as: UTF8.self) == "hello")
        #expect(pair.server.read(appendingTo: &input, atMost: 100) == .wouldBlock(.readable))
        #expect(input.count == 5)
    }

    @Test func theEndOfTheStreamIsTold() throws {
        let pair = try SocketPair()
        pair.client.endWriting()
        try SocketPair.waitForBytes(pair.server)
        var input: [UInt8] = []
        #expect(pair.server.read(appendingTo: &input, atMost: 100) == .endOfStream)
        #expect(input.isEmpty)
    }

    @Test func aFullSocketTakesTheFrontOfWhatIsGiven() throws {
        let pair = try SocketPair()
        let piece = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 / 251) }
        var sent = 0
        while true {
            guard case .moved(let count) = pair.client.write(piece.span.extracting((sent % piece.count)...)) else {
                break
            }
            sent += count
        }
        var received: [UInt8] = []
        while received.count < sent {
            guard case .moved = pair.server.read(appendingTo: &received, atMost: 1 << 20) else { continue }
        }
        #expect(received.count == sent && sent > piece.count)
        #expect(stride(from: 0, to: sent, by: 997).allSatisfy { received[$0] == piece[$0 % piece.count] })
    }

    /// A client whose server has closed the connection with bytes unread, which answers with a reset.
    private func resetClient() throws -> Socket {
        let pair = try SocketPair()
        #expect(pair.client.write(Array("unread".utf8).span) == .moved(6))
        try SocketPair.waitForBytes(pair.server)
        return pair.client
    }

    @Test func aResetConnectionFails() throws {
        let client = try resetClient()
        try SocketPair.waitForBytes(client)
        var input: [UInt8] = []
        #expect(client.read(appendingTo: &input, atMost: 10) == .failed(.system(code: ECONNRESET)))
    }

    @Test func aFailureHasTheKernelsWords() {
        #expect(IOResult.Failure.system(code: ECONNRESET).reason == "Connection reset by peer")
    }
}

struct SharedListenerTests {
    private func listener() throws -> ListeningSocket {
        try ListeningSocket(on: try #require(SocketAddress("127.0.0.1:0")))
    }

    private func exclusive(_ listener: ListeningSocket) throws -> Epoll {
        let epoll = try Epoll()
        try epoll.add(listener.number, [.readable, .exclusive], tag: 1)
        return epoll
    }

    @Test func eachOfTwoLoopsMayTakeAConnectionOfASharedDescriptor() throws {
        let listener = try listener()
        let loops = [try exclusive(listener), try exclusive(listener)]
        var accepted: [Socket] = []
        var clients: [Socket] = []
        for loop in loops {
            clients.append(try Socket.connecting(to: listener.address))
            #expect(loop.wait(timeoutMilliseconds: 20_000) == 1)
            guard case .connection(let socket, _) = listener.acceptNext() else {
                return #expect(Bool(false), "a loop was woken for nothing")
            }
            accepted.append(socket)
        }
        #expect(accepted.count == 2)
        guard case .wouldBlock = listener.acceptNext() else { return #expect(Bool(false), "one too many") }
    }

    @Test func whatOneLoopHasTakenWakesNoOther() throws {
        let listener = try listener()
        let loops = [try exclusive(listener), try exclusive(listener)]
        let client = try Socket.connecting(to: listener.address)
        #expect(loops[0].wait(timeoutMilliseconds: 20_000) == 1)
        guard case .connection(let socket, _) = listener.acceptNext() else {
            return #expect(Bool(false), "a loop was woken for nothing")
        }
        for loop in loops { #expect(loop.wait(timeoutMilliseconds: 0) == 0) }
        withExtendedLifetime((client, socket)) {}
    }

    @Test func theEndOfListeningIsToldToAllWhoShareIt() throws {
        let listener = try listener()
        let loops = [try exclusive(listener), try exclusive(listener)]
        listener.endListening()
        for loop in loops {
            #expect(loop.wait(timeoutMilliseconds: 20_000) == 1)
            guard case .ended = listener.acceptNext() else { return #expect(Bool(false), "it goes on") }
        }
    }

    @Test func nobodyJoinsAPortThatIsNotGivenForIt() throws {
        let own = try listener()
        for company in [ListeningSocket.Company.none, .mayJoin, .joins] {
            #expect(throws: SystemError.self) { try ListeningSocket(on: own.address, company: company) }
        }
        let open = try ListeningSocket(on: try #require(SocketAddress("127.0.0.1:0")), company: .mayJoin)
        #expect(throws: SystemError.self) { try ListeningSocket(on: open.address, company: .mayJoin) }
        #expect(try ListeningSocket(on: open.address, company: .joins).address.port == open.address.port)
    }

    @Test func noConnectionOfASharedDescriptorIsLost() throws {
        let listener = try listener()
        let total = 300
        let accepted = Lock([Socket]())
        let allAccepted = Signal()
        let end = try WakeUp()
        let number = end.number
        let threads = try (0..<2).map { _ in
            try Thread(name: "loop") {
                guard let loop = try? Epoll() else { return }
                try? loop.add(listener.number, [.readable, .exclusive], tag: 1)
                try? loop.add(number, .readable, tag: 2)
                while true {
                    let count = loop.wait(timeoutMilliseconds: 20_000)
                    guard count > 0, !(0..<count).contains(where: { loop.event($0).tag == 2 }) else { return }
                    // One at a time, so that what is left must be told again.
                    guard case .connection(let socket, _) = listener.acceptNext() else { continue }
                    let done = accepted.withLock { accepted in
                        accepted.append(socket)
                        return accepted.count
                    }
                    if done == total { allAccepted.notify() }
                }
            }
        }
        let clients = try (0..<total).map { _ in try Socket.connecting(to: listener.address) }
        #expect(allAccepted.wait(timeoutMicroseconds: 20_000_000))
        end.signal()
        for thread in threads { thread.join() }
        #expect(accepted.withLock { $0.count } == clients.count)
    }
}
