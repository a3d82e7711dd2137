import Foundation

/// A client that sends exactly what it is told to.
final class RawConnection {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    /// What has been read and belongs to no answer yet.
    private(set) var unread: [UInt8] = []

    /// - Parameter receiveBufferBytes: a small one makes the server feel at once that nobody reads.
    init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
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
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw Failure(description: "connect to \(port): \(reason)")
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// - Throws: also when the server has closed the connection.
    func send(_ bytes: [UInt8]) throws {
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
    func sendWhatGoes(_ bytes: [UInt8]) -> Int? {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        return count >= 0 ? count : errno == EAGAIN ? 0 : nil
    }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Goes away without a word: the server gets a reset.
    func reset() {
        resetWhenClosed()
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Its end will be a reset, and what has not been sent by then is lost.
    func resetWhenClosed() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// Reads one answer; the rest stays for the next call. Interim answers (1xx) are answers too.
    /// - Parameter toHead: the answer has no content, whatever its Content-Length.
    func readAnswer(toHead: Bool = false, seconds: Double = 10) throws -> HTTPAnswer {
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

    /// Reads until the server closes.
    /// - Returns: all that came since the last answer.
    @discardableResult
    func readToEnd(seconds: Double = 10) throws -> String {
        let deadline = Date().addingTimeInterval(seconds)
        while try readSome(until: deadline) {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    /// Whether nothing comes, and the connection stays, for so long.
    func staysSilent(milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unread.isEmpty && Glibc.poll(&poll, 1, milliseconds) == 0
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
