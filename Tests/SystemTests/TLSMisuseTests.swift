import Foundation
import Glibc
import System
import Testing

/// Peers that do not speak TLS, or stop in the middle of it.
@Suite struct TLSMisuseTests {
    private let connection: TLSTestConnection
    private let server: Int32
    private let peer: Int32

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0, &pair) == 0)
        (server, peer) = (pair[0], pair[1])
        let context = try TLSContext(serving: [TLSTestCertificates.load("localhost")])
        connection = TLSTestConnection(context, pair[0])
    }

    private func send(_ bytes: [UInt8]) { #expect(Glibc.send(peer, bytes, bytes.count, 0) == bytes.count) }

    private func received(_ descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return Array(bytes.prefix(max(count, 0)))
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n", "PATCH /a HTTP/1.1\r\n", "DELETE", "o"])
    func plainHTTPIsToldApartAndLeftInTheSocket(request: String) {
        defer { close(peer) }
        send(Array(request.utf8))
        #expect(connection.session.handshake() == .failed(.plainHTTP))
        #expect(received(server) == Array(request.utf8))
        #expect(received(peer).isEmpty)
    }

    @Test func beforeTheFirstByteAHandshakeWaits() {
        #expect(connection.session.handshake() == .wouldBlock(.readable))
        close(peer)
        // A program that is being started elsewhere may hold the peer for a moment longer: the end is waited for.
        #expect(connection.handshake() == .closed)
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 200), [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0], [0x16, 3, 1, 0xFF, 0xFF, 1],
        [0x80, 0x2E, 1, 0, 2], [0x15, 3, 3, 0, 2, 2, 40], [0x17, 3, 3, 0, 1, 0], [0x0A, 0x0A, 0x0A, 0x0A, 0x0A, 0x0A],
    ])
    func garbageFailsAndStaysFailed(bytes: [UInt8]) {
        send(bytes)
        shutdown(peer, Int32(SHUT_WR))
        guard case .failed = connection.handshake() else { return #expect(Bool(false), "accepted") }
        guard case .failed = connection.session.handshake() else { return #expect(Bool(false), "went on") }
        var buffer: [UInt8] = []
        guard case .failed = connection.session.read(appendingTo: &buffer, atMost: 10) else {
            return #expect(Bool(false), "read")
        }
        #expect(connection.session.shutdown() == .done)
        close(peer)
    }

    @Test func aPeerThatLeavesInTheMiddleOfAHandshakeIsNoneTheWiser() {
        send([0x16, 3, 1, 0, 0x80, 1, 0, 0])
        #expect(connection.session.handshake() == .wouldBlock(.readable))
        close(peer)
        #expect(connection.handshake() == .failed(.truncated))
    }

    @Test func randomDamageNeverTraps() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        var state = seed
        for _ in 0..<200 {
            var pair: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0, &pair) == 0)
            defer { close(pair[1]) }
            let context = try Self.context.get()
            let victim = TLSTestConnection(context, pair[0])
            var bytes: [UInt8] = [0x16, 3, 1, 0, 0x60, 1, 0, 0, 0x5C, 3, 3]
            for _ in 0..<90 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: state >> 33))
            }
            _ = Glibc.send(pair[1], bytes, bytes.count, 0)
            _ = shutdown(pair[1], Int32(SHUT_WR))
            #expect(victim.handshake() != .done, "seed \(seed)")
        }
    }

    private static let context = Result {
        try TLSContext(serving: [
            Certificate(
                chainPath: TLSTestCertificates.path("localhost.crt"), keyPath: TLSTestCertificates.path("localhost.key")
            )
        ])
    }
}
