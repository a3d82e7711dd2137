@testable import Core
import Foundation
@testable import System
import Testing

/// A connection's buffers: they hold what waits, not what has gone.
final class TransportTests {
    private var connection: Connection
    private let peer: Int32

    init() throws {
        var pair: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0, &pair) == 0)
        for descriptor in pair { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
        connection = Connection(Socket(Descriptor(owning: pair[0])), tls: nil)
        peer = pair[1]
    }

    /// Takes from the other end what is there, at most so much.
    private func receive(_ count: Int) -> Int {
        var bytes = [UInt8](repeating: 0, count: count)
        return max(0, recv(peer, &bytes, count, 0))
    }

    @Test func whatHasGoneIsNotKeptWhileMoreIsAppended() {
        defer { close(peer) }
        let buffers = BufferPool()
        connection.prepareOutput(buffers)
        connection.output += [UInt8](repeating: 1, count: 1 << 20)
        var received = 0
        for _ in 0..<1000 {
            // The peer takes as much as comes, so that some of it always waits.
            #expect(connection.flush(buffers) == .blocked)
            let count = receive(65_536)
            received += count
            connection.output += [UInt8](repeating: 1, count: count)
        }
        #expect(received > 10 << 20)
        #expect(connection.outputEnd == (1 << 20) + received)
        #expect(connection.output.count < 4 << 20)
    }

    @Test func whatIsUsedIsNotKeptWhileMoreIsRead() {
        defer { close(peer) }
        let buffers = BufferPool()
        let piece = [UInt8](repeating: 1, count: BufferPool.capacityBytes)
        for _ in 0..<1000 {
            #expect(send(peer, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count)
            #expect(connection.read(buffers) == .moved)
            // Some bytes always wait for the next.
            connection.use(connection.unreadCount - 100)
            #expect(connection.heldBytes < BufferPool.capacityBytes * 3 / 2)
        }
    }
}
