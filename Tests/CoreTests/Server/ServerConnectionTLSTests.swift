@testable import Core
import Foundation
import System
import TestSupport
import Testing

/// What is different when the bytes come through TLS.
@Suite(.timeLimit(.minutes(1))) struct ServerConnectionTLSTests {
    /// A client that waits for whatever it does.
    private final class Client {
        private let connection: RawConnection
        private let session: TLSSession
        private var received: [UInt8] = []

        /// - Parameter connected: called between connecting and the handshake.
        init(
            _ site: ConnectionSite, _ authority: TestAuthority, receiveBufferBytes: Int32? = nil,
            connected: () -> Void = {}
        ) throws {
            let pem = try Array(Data(contentsOf: URL(filePath: authority.certificatePath)))
            let context = try TLSContext(trusting: TrustedCertificates(pem: pem))
            connection = try site.connect(receiveBufferBytes: receiveBufferBytes)
            connected()
            session = TLSSession(context: context, descriptor: connection.descriptor, asking: "localhost")
            try #require(session.handshake() == .done)
        }

        /// Sends bytes, as many as possible in each record.
        func send(_ bytes: some Collection<UInt8>) throws {
            let bytes = Array(bytes)
            var sent = 0
            while sent < bytes.count {
                guard case .moved(let count) = session.write(bytes.span.extracting(sent...)) else {
                    throw RawConnection.Failure(description: "the connection is gone")
                }
                sent += count
            }
        }

        /// Reads until that has come, or the end.
        func read(until text: String) {
            while !String(decoding: received, as: UTF8.self).contains(text) {
                guard case .moved = session.read(appendingTo: &received, atMost: 65_536) else { return }
            }
        }

        /// - Returns: how the stream ended, and all that came.
        func readToEnd() -> (end: IOResult, text: String) {
            while true {
                let result = session.read(appendingTo: &received, atMost: 65_536)
                if case .moved = result { continue }
                return (result, String(decoding: received, as: UTF8.self))
            }
        }
    }

    private let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    /// The next request runs when the answer is written, also when all of it has been taken from the kernel before:
    /// nothing comes then that would wake the loop.
    @Test func whatIsDecryptedAheadIsReadWhenAnAnswerHasMadeRoom() throws {
        // A buffer is the bound then.
        let limits = #"{ "requestLineBytes": 256, "headBytes": 512 }"#
        let site = try ConnectionSite(limits: limits, tls: try authority.serverContext("DNS:localhost"))
        let client = try Client(site, authority)
        let gate = Gate.make()
        try client.send(request("GET /held/\(gate.name)").utf8)
        gate.waitForOperation()
        let last = request("GET /echo/last", "Connection: close")
        let echo = request("GET /echo/a")
        let count = BufferPool.capacityBytes / echo.utf8.count + 2
        let bytes = Array((String(repeating: echo, count: count) + last).utf8)
        try site.whileLoopStands {
            // One record fills the buffer; OpenSSL has the other, read with the same system call.
            try client.send(bytes.prefix(BufferPool.capacityBytes))
            try client.send(bytes.dropFirst(BufferPool.capacityBytes))
        }
        for _ in 0..<2 { try site.onLoop { _ in } }
        gate.open()
        let (end, text) = client.readToEnd()
        #expect(end == .endOfStream)
        #expect(text.components(separatedBy: "HTTP/1.1 200 OK\r\n").count == count + 3)
        #expect(text.hasSuffix("\"last\""))
    }

    /// The server's writes come to a stop in the midst of a record.
    @Test func aClientThatReadsLateGetsEveryAnswer() throws {
        let site = try ConnectionSite(tls: try authority.serverContext("DNS:localhost"))
        let client = try Client(site, authority, receiveBufferBytes: 4096)
        let count = 20_000
        let last = request("GET /echo/last", "Connection: close")
        try client.send((String(repeating: request("GET /echo/a"), count: count) + last).utf8)
        let (end, text) = client.readToEnd()
        #expect(end == .endOfStream)
        #expect(text.components(separatedBy: "HTTP/1.1 200 OK\r\n").count == count + 2)
        #expect(text.hasSuffix("\"last\""))
    }

    @Test func aHandshakeThatTheStopComesUponIsFinishedAndItsRequestAnswered() throws {
        let site = try ConnectionSite(tls: try authority.serverContext("DNS:localhost"))
        let client = try Client(site, authority) {
            site.waitForConnections(1)
            site.drain()
        }
        try client.send(request("GET /echo/a").utf8)
        let (end, text) = client.readToEnd()
        #expect(end == .endOfStream)
        #expect(text.contains("Connection: close") && text.hasSuffix("\"a\""))
    }

    @Test func theEndOfAnIdleConnectionIsSaid() throws {
        let site = try ConnectionSite(tls: try authority.serverContext("DNS:localhost"))
        let client = try Client(site, authority)
        try client.send(request("GET /echo/a").utf8)
        client.read(until: "\"a\"")
        site.drain()
        #expect(client.readToEnd().end == .endOfStream)
    }
}
