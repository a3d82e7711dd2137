import Foundation
package import System

/// A provider that answers as it is told, over real sockets: a thread a connection.
package final class ProviderDouble: Sendable {
    /// What it got.
    package struct Request: Sendable {
        package let head: String
        package let body: String
        /// The time it came.
        package let nanoseconds: UInt64

        package func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    /// How it behaves.
    package enum Reply: Sendable {
        case status(Int)
        /// With that value of Retry-After.
        case later(Int, String)
        /// These bytes, then the connection is closed.
        case bytes(String)
        /// These bytes, and the connection stays.
        case open(String)
        /// That status, once the double is told to `release` what it holds.
        case held(Int)
        /// Nothing, until the client closes the connection or the double is stopped.
        case hang
        case close
    }

    private struct State {
        var requests: [Request] = []
        var answered: [Request] = []
        var connectionCount = 0
        var replyCount = 0
        var inFlight = 0
        var mostInFlight = 0
        var isReleased = false
        var sockets: [Int32] = []
        var isStopped = false
    }

    private let state = Lock(State())
    /// Something has come or gone: for the one test that waits.
    private let changed = Signal()
    /// Broadcast when `isReleased` or `isStopped` is set.
    private let gate = NSCondition()
    private let reply: @Sendable (Request, Int) -> Reply
    private let listener: Int32
    private let tls: TLSContext?
    package let port: UInt16

    /// - Parameters:
    ///   - isDown: has a port, and nobody can connect to it until `comeUp`.
    ///   - reply: gets the request and its number from 0.
    package init(
        isDown: Bool = false, tls: TLSContext? = nil,
        reply: @escaping @Sendable (Request, Int) -> Reply = { _, _ in .status(200) }
    ) throws {
        // OpenSSL writes without MSG_NOSIGNAL.
        signal(SIGPIPE, SIG_IGN)
        self.reply = reply
        self.tls = tls
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0)
        var one: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(number, generic, length) == 0 && getsockname(number, generic, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        self.port = UInt16(bigEndian: address.sin_port)
        if !isDown { comeUp() }
    }

    /// Lets clients connect from now on.
    package func comeUp() {
        listen(listener, 512)
        Foundation.Thread.detachNewThread { [self] in acceptAll() }
    }

    /// All that came, also what was not answered.
    package var requests: [Request] { state.withLock { $0.requests } }
    /// What was answered with 2xx.
    package var answered: [Request] { state.withLock { $0.answered } }
    package var connectionCount: Int { state.withLock { $0.connectionCount } }
    package var mostInFlight: Int { state.withLock { $0.mostInFlight } }
    /// Replies that were handed to the kernel as a whole.
    package var replyCount: Int { state.withLock { $0.replyCount } }

    /// Waits until it is so, for 20 seconds at most: looks whenever something has come or gone.
    package func eventually(_ condition: (ProviderDouble) -> Bool) -> Bool {
        let end = Clock.monotonicNanoseconds() + 20_000_000_000
        while !condition(self) {
            let now = Clock.monotonicNanoseconds()
            guard now < end, changed.wait(timeoutMicroseconds: Int((end - now) / 1000)) else { return condition(self) }
        }
        return true
    }

    /// Waits until all who have come so far are gone, such as a process that was killed: what it had sent may be read
    /// long after its end.
    package func eventuallyAlone() throws -> Bool {
        // Clients are taken in the order in which they came: when this one has its answer, all before it are here.
        let last = try RawConnection(port: port)
        try last.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try last.readAnswer()
        last.endSending()
        return eventually { $0.state.withLock { $0.sockets.isEmpty } }
    }

    /// Has requests that are held answered, and all after them at once.
    package func release() { letGo { $0.isReleased = true } }

    private func letGo(_ change: @Sendable (inout State) -> Void) {
        gate.lock()
        state.withLock { change(&$0) }
        gate.broadcast()
        gate.unlock()
        changed.notify()
    }

    private func waitForRelease() {
        gate.lock()
        while !state.withLock({ $0.isReleased || $0.isStopped }) { gate.wait() }
        gate.unlock()
    }

    /// Dies: the port and all connections are closed.
    package func stop() {
        letGo { $0.isStopped = true }
        let sockets = state.withLock { state in
            defer { state.sockets = [] }
            return state.sockets
        }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    package var url: String { "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)/deliveries?v=2" }

    private func acceptAll() {
        while true {
            let number = accept(listener, nil, nil)
            guard number >= 0 else { return }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            let isStopped = state.withLock { state in
                state.connectionCount += 1
                state.sockets.append(number)
                return state.isStopped
            }
            if isStopped {
                close(number)
                return
            }
            Foundation.Thread.detachNewThread { [self] in
                serve(number)
                state.withLock { state in state.sockets.removeAll { $0 == number } }
                close(number)
                changed.notify()
            }
        }
    }

    private func serve(_ number: Int32) {
        let stream = ProviderStream(number, tls)
        guard stream.shakeHands() else { return }
        var buffer: [UInt8] = []
        while let request = next(stream, &buffer) {
            let index = state.withLock { state in
                state.requests.append(request)
                state.inFlight += 1
                state.mostInFlight = max(state.mostInFlight, state.inFlight)
                return state.requests.count - 1
            }
            changed.notify()
            let goesOn = answer(request, index, stream)
            state.withLock { state in
                state.inFlight -= 1
                state.replyCount += 1
            }
            changed.notify()
            guard goesOn else { return }
        }
    }

    private func answer(_ request: Request, _ index: Int, _ stream: ProviderStream) -> Bool {
        switch reply(request, index) {
        case .status(let status): return respond(status, request, stream)
        case .later(let status, let value):
            return stream.write(
                Array("HTTP/1.1 \(status) X\r\nRetry-After: \(value)\r\nContent-Length: 0\r\n\r\n".utf8))
        case .held(let status):
            waitForRelease()
            return respond(status, request, stream)
        case .open(let text):
            _ = stream.write(Array(text.utf8))
            return true
        case .bytes(let text):
            _ = stream.write(Array(text.utf8))
            return false
        case .hang:
            var ignored: [UInt8] = []
            while stream.read(&ignored) {}
            return false
        case .close: return false
        }
    }

    private func respond(_ status: Int, _ request: Request, _ stream: ProviderStream) -> Bool {
        if (200..<300).contains(status) { state.withLock { $0.answered.append(request) } }
        return stream.write(Array("HTTP/1.1 \(status) X\r\nContent-Length: 2\r\n\r\n{}".utf8))
    }

    private func next(_ stream: ProviderStream, _ buffer: inout [UInt8]) -> Request? {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                let line = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
                let count = line.flatMap { Int($0.dropFirst(16)) } ?? 0
                if buffer.count >= end.upperBound + count {
                    let body = String(decoding: buffer[end.upperBound..<end.upperBound + count], as: UTF8.self)
                    buffer.removeFirst(end.upperBound + count)
                    return Request(head: head, body: body, nanoseconds: Clock.monotonicNanoseconds())
                }
            }
            guard stream.read(&buffer) else { return nil }
        }
    }
}
