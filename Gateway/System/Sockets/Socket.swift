internal import CLinux

/// One TCP connection, non-blocking; closed when the last reference goes.
package final class Socket: Sendable {
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// For epoll and TLS, which keep a number and not the descriptor.
    package var number: Int32 { descriptor.number }

    /// Appends what has arrived, at most so many bytes.
    package func read(appendingTo buffer: inout [UInt8], atMost count: Int) -> IOResult {
        var result = IOResult.endOfStream
        buffer.append(addingCapacity: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { room, initializedCount in
                let start = unsafe room.baseAddress.map { unsafe $0 + initializedCount }
                let moved = unsafe recv(descriptor.number, start, min(count, room.count - initializedCount), 0)
                if moved > 0 {
                    initializedCount += moved
                    result = .moved(moved)
                } else if moved < 0 {
                    result = Self.refusal(waitingFor: .readable)
                }
            }
        }
        return result
    }

    /// Hands bytes to the kernel, as many as it takes now.
    package func write(_ bytes: Span<UInt8>) -> IOResult {
        let moved = unsafe bytes.withUnsafeBufferPointer { pointer in
            unsafe send(descriptor.number, pointer.baseAddress, pointer.count, Int32(MSG_NOSIGNAL))
        }
        return moved >= 0 ? .moved(moved) : Self.refusal(waitingFor: .writable)
    }

    /// Ends our side of the stream (FIN); reading goes on.
    package func endWriting() { _ = shutdown(descriptor.number, Int32(SHUT_WR)) }

    /// What the last call's `errno` means.
    private static func refusal(waitingFor readiness: IOResult.Readiness) -> IOResult {
        let number = clinux_errno()
        // EINTR cannot happen to a non-blocking call before it moved something; were it so, epoll simply comes again.
        return number == EAGAIN || number == EINTR ? .wouldBlock(readiness) : .failed(.system(code: number))
    }
}
