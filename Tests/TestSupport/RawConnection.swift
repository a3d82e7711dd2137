import Foundation

/// A client that sends exactly what it is told to.
package final class RawConnection {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        package init(description: String) { self.description = description }
    }

    /// For whoever speaks something else over it.
    package let descriptor: Int32
    /// What has been read and belongs to no answer yet.
    package private(set) var unread: [UInt8] = []

    /// - Parameter receiveBufferBytes: a small one makes the server feel at once that nobody reads.
    package init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: \(String(cString: strerror(errno)))") }
        if var size = receiveBufferBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            // The initializer's end is the object's: `deinit` closes.
            throw Failure(description: "connect to \(port): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// The port at this end.
    package var localPort: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// - Throws: also when the server has closed the connection.
    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// Sends as much as the server takes now, without waiting.
    /// - Returns: how much that was; `nil` when the connection is gone.
    package func sendWhatGoes(_ bytes: [UInt8]) -> Int? {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        return count >= 0 ? count : errno == EAGAIN ? 0 : nil
    }

    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Goes away without a word: the server gets a reset, now, whoever else holds the descriptor.
    package func reset() {
        var nobody = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        _ = Glibc.connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Its end will be a reset, and what has not been sent by then is lost.
    package func resetWhenClosed() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// Reads one answer; the rest stays for the next call. Interim answers (1xx) are answers too.
    /// - Parameter toHead: the answer has no content, whatever its Content-Length.
    package func readAnswer(toHead: Bool = false, seconds: Double = 20) throws -> HTTPAnswer {
        let deadline = Date().addingTimeInterval(seconds)
        while true {
            if let (answer, length) = try HTTPAnswer.first(in: unread, toHead: toHead) {
                unread.removeFirst(length)
                return answer
            }
            guard try readSome(until: deadline) else {
                throw Failure(description: "closed after \(String(decoding: unread, as: UTF8.self).debugDescription)")
            }
        }
    }

    /// Reads one line of another protocol, and gives it without its line feed.
    package func readLine(seconds: Double = 20) throws -> String {
        let deadline = Date().addingTimeInterval(seconds)
        var seen = 0
        while true {
            let end = unread[seen...].firstIndex(of: 0x0A)
            seen = unread.count
            if let end {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            guard try readSome(until: deadline) else { throw Failure(description: "closed in the midst of a line") }
        }
    }

    /// Reads until the server closes.
    /// - Returns: all that came since the last answer.
    @discardableResult
    package func readToEnd(seconds: Double = 10) throws -> String {
        let deadline = Date().addingTimeInterval(seconds)
        while try readSome(until: deadline) {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    /// Some bytes of whatever comes, what is unread first; `nil` at the end of the stream.
    package func receive(seconds: Double = 20) -> [UInt8]? {
        guard !unread.isEmpty || (try? readSome(until: Date().addingTimeInterval(seconds))) == true else { return nil }
        defer { unread = [] }
        return unread
    }

    /// - Returns: `false` at the end of the stream; a reset counts as one.
    private func readSome(until deadline: Date) throws -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(max(0, deadline.timeIntervalSinceNow * 1000))
        guard Glibc.poll(&poll, 1, milliseconds) > 0 else {
            throw Failure(description: "nothing came after \(String(decoding: unread, as: UTF8.self).debugDescription)")
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread.append(contentsOf: buffer[..<count])
        return true
    }
}
