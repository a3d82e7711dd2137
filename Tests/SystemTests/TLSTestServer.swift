import Foundation
import Glibc
import System

/// A listening loopback socket whose connections are served one after the other, by the test's own thread.
final class TLSTestServer {
    private let listener: Int32
    let port: UInt16

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(listener) }

    /// Waits for a connection, for 20 seconds at most.
    func accept(_ context: TLSContext) throws -> TLSTestConnection {
        guard TLSTestConnection.wait(for: listener, POLLIN) else { throw POSIXError(.ETIMEDOUT) }
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { throw POSIXError(.ECONNABORTED) }
        return TLSTestConnection(context, descriptor)
    }
}

/// One connection, driven to the end of each step.
final class TLSTestConnection {
    private let descriptor: Int32
    let session: TLSSession

    init(_ context: TLSContext, _ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        // Small, so that writes meet a full socket.
        var sendBufferBytes: Int32 = 8192
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &sendBufferBytes, 4)
        session = TLSSession(context: context, descriptor: descriptor)
    }

    deinit { close(descriptor) }

    func handshake() -> TLSStep {
        while true {
            let step = session.handshake()
            guard case .wouldBlock(let readiness) = step else { return step }
            guard wait(readiness) else { return step }
        }
    }

    /// Reads until the bytes end in a newline, or no more come.
    func readLine() -> (text: String, end: IOResult?) {
        var bytes: [UInt8] = []
        while true {
            let result = session.read(appendingTo: &bytes, atMost: 1000)
            switch result {
            case .moved: if bytes.last == 0x0A { return (String(decoding: bytes, as: UTF8.self), nil) }
            case .wouldBlock(let readiness):
                guard wait(readiness) else { return (String(decoding: bytes, as: UTF8.self), result) }
            default: return (String(decoding: bytes, as: UTF8.self), result)
            }
        }
    }

    /// - Parameter whenFull: called when the socket is full for the first time.
    /// - Returns: how often the socket was full, or `nil` when the bytes could not be sent.
    func write(_ bytes: [UInt8], whenFull: () -> Void = {}) -> Int? {
        var (start, fullCount) = (0, 0)
        while start < bytes.count {
            // From another place in memory each time, as a growing output buffer would have it.
            let rest = Array(bytes[start...])
            switch session.write(rest.span) {
            case .moved(let count): start += count
            case .wouldBlock(let readiness):
                fullCount += 1
                if fullCount == 1 { whenFull() }
                guard wait(readiness) else { return nil }
            default: return nil
            }
        }
        return fullCount
    }

    private func wait(_ readiness: IOResult.Readiness) -> Bool {
        Self.wait(for: descriptor, readiness == .readable ? POLLIN : POLLOUT)
    }

    static func wait(for descriptor: Int32, _ event: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return poll(&poller, 1, 20_000) == 1
    }
}

/// The `openssl s_client` command; its output goes to files, so that it never waits for a reader.
final class TLSTestClient {
    private let process = Process()
    private let input = Pipe()
    private let outputPath = TLSTestCertificates.path(UUID().uuidString)

    init(port: UInt16, _ arguments: [String]) throws {
        _ = FileManager.default.createFile(atPath: outputPath, contents: nil)
        let output = try FileHandle(forWritingTo: URL(filePath: outputPath))
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["120", "openssl", "s_client", "-connect", "127.0.0.1:\(port)"] + arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    func send(_ text: String) { try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Stops it where it stands, or lets it go on.
    func isToRun(_ runs: Bool) throws {
        let shell = try Process.run(
            URL(filePath: "/usr/bin/env"),
            arguments: ["pkill", runs ? "-CONT" : "-STOP", "-P", String(process.processIdentifier)])
        shell.waitUntilExit()
    }

    /// Waits for the command's end.
    func output() throws -> String {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return try String(contentsOfFile: outputPath, encoding: .utf8)
    }
}
