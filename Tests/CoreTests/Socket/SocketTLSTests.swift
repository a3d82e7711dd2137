import Foundation
import Kit
import System
import TestSupport
import Testing

@testable import Core

/// What is different when the bytes come through TLS.
@Suite(.timeLimit(.minutes(2))) struct SocketTLSTests {
    private final class TLSStream: ByteStream {
        private let connection: RawConnection
        private let session: TLSSession

        init(_ site: SocketSite, _ authority: TestAuthority) throws {
            let pem = try Array(Data(contentsOf: URL(filePath: authority.certificatePath)))
            let context = try TLSContext(trusting: TrustedCertificates(pem: pem))
            connection = try site.connect()
            session = TLSSession(context: context, descriptor: connection.descriptor, asking: "localhost")
            try #require(session.handshake() == .done)
        }

        func send(_ bytes: [UInt8]) throws {
            var sent = 0
            while sent < bytes.count {
                guard case .moved(let count) = session.write(bytes.span.extracting(sent...)) else {
                    throw RawConnection.Failure(description: "the connection is gone")
                }
                sent += count
            }
        }

        func receive(seconds: Double) -> [UInt8]? {
            var bytes: [UInt8] = []
            guard case .moved = session.read(appendingTo: &bytes, atMost: 65_536) else { return nil }
            return bytes
        }
    }

    /// What TLS has decrypted with the request, and what it decrypts ahead while an event runs.
    @Test func everythingComesThrough() throws {
        let authority = try TestAuthority()
        _ = try authority.serverContext("DNS:localhost")
        let path = authority.folder.path
        let site = try SocketSite(
            loops: 1, tls: #", "tls": { "certificate": "\#(path)/server.pem", "key": "\#(path)/server.key" }"#)
        let count = 2000
        let event = WebSocketClient.text(#"{"type":"count"}"#)
        let client = try WebSocketClient(TLSStream(site, authority), "/room?room=hall", first: event + event)
        #expect(client.texts(3).last == #"{"type":"count","content":2}"#)
        let gate = Gate.make()
        try client.send("held", #"{"name":"\#(gate.name)"}"#)
        gate.waitForOperation()
        try client.stream.send((0..<count).flatMap { _ in event })
        gate.open()
        #expect(client.texts(count + 1).last == #"{"type":"count","content":\#(count + 2)}"#)
        try client.send("fill", #"{"name":"1"}"#)
        #expect(client.nextText() == #"{"type":"filled","content":"1"}"#)
        try client.close()
        #expect(client.rest() == [.close(1000, "")])
    }
}
