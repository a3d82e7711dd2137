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

    /// Adds what has arrived to a buffer, at most so many bytes, at least 1.
    package func read(into buffer: inout ByteBuffer, atMost limit: Int) -> IOResult {
        var moved = 0
        unsafe buffer.withRoom(limit) { room in
            unsafe moved = recv(descriptor.number, room, limit, 0)
            return max(0, moved)
        }
        if moved > 0 { return .moved(moved) }
        return moved == 0 ? .endOfStream : Self.refusal(waitingFor: .readable)
    }

    /// Hands bytes to the kernel, as many as it takes now.
    package func write(_ bytes: Span<UInt8>) -> IOResult {
        let moved = unsafe bytes.withUnsafeBufferPointer { pointer in
            unsafe send(descriptor.number, pointer.baseAddress, pointer.count, Int32(MSG_NOSIGNAL))
        }
        return moved >= 0 ? .moved(moved) : Self.refusal(waitingFor: .writable)
    }

    /// Hands the front of a buffer to the kernel, which must not be empty, and takes off it what the kernel took.
    package func write(from buffer: inout ByteBuffer) -> IOResult {
        let result = write(buffer.span)
        if case .moved(let count) = result { buffer.consume(count) }
        return result
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
