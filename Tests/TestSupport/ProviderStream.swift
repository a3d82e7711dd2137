import Foundation
internal import System

/// A blocking stream, with TLS or without.
final class ProviderStream {
    private let number: Int32
    private let session: TLSSession?

    init(_ number: Int32, _ tls: TLSContext?) {
        self.number = number
        if tls != nil { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
        session = tls.map { TLSSession(context: $0, descriptor: number) }
    }

    func shakeHands() -> Bool {
        guard let session else { return true }
        while true {
            switch session.handshake() {
            case .done: return true
            case .wouldBlock(let readiness): guard wait(readiness) else { return false }
            case .closed, .failed: return false
            }
        }
    }

    func read(_ buffer: inout [UInt8]) -> Bool {
        guard let session else {
            var part = [UInt8](repeating: 0, count: 65_536)
            let count = recv(number, &part, part.count, 0)
            guard count > 0 else { return false }
            buffer.append(contentsOf: part[..<count])
            return true
        }
        while true {
            switch session.read(appendingTo: &buffer, atMost: 16_384) {
            case .moved: return true
            case .wouldBlock(let readiness): guard wait(readiness) else { return false }
            case .endOfStream, .failed: return false
            }
        }
    }

    func write(_ bytes: [UInt8]) -> Bool {
        guard let session else { return send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }
        guard case .moved = session.write(bytes.span) else { return false }
        return true
    }

    private func wait(_ readiness: IOResult.Readiness) -> Bool {
        var item = pollfd(fd: number, events: Int16(readiness == .readable ? POLLIN : POLLOUT), revents: 0)
        return poll(&item, 1, 30_000) == 1
    }
}
