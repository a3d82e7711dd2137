import Foundation
import TestSupport
import Testing

/// The program under test, started as a user would start it, in a directory of its own.
final class RunningGateway: Sendable {
    struct NotReady: Error, CustomStringConvertible {
        let end: ChildProcess.End?
        let errors: String
        var description: String { "the gateway is not ready (\(String(describing: end))):\n\(errors)" }
    }

    /// The one that the suite's tests share; set by the trait `.gateway`.
    @TaskLocal static var shared: RunningGateway?

    let folder: ScratchDirectory
    let process: ChildProcess
    /// The ports of the listeners, in the config's order.
    let ports: [UInt16]
    private let errorName: String

    /// Starts it and waits until it says that it is ready.
    /// - Parameters:
    ///   - folder: of an earlier run, when its data are to be found again.
    ///   - descriptorLimit: `ulimit -n`.
    ///   - inheritedDescriptors: how many of them the parent has left open.
    ///   - output: the file or FIFO that is its standard output.
    init(
        _ config: TestConfig = TestConfig(), in folder: ScratchDirectory? = nil, descriptorLimit: Int? = nil,
        inheritedDescriptors: Int = 0, output: String = "/dev/null"
    ) throws {
        let folder = folder ?? ScratchDirectory()
        errorName = "errors-\(UUID().uuidString)"
        process = try Self.spawn(
            config, in: folder, errorName: errorName, descriptorLimit: descriptorLimit,
            inheritedDescriptors: inheritedDescriptors, output: output)
        self.folder = folder
        ports = try Self.waitForPorts(process, folder, errorName)
    }

    /// Runs it in the expectation that it does not start.
    static func runToEnd(_ config: TestConfig, in folder: ScratchDirectory) throws -> (
        end: ChildProcess.End?, errors: String
    ) {
        let errorName = "errors-\(UUID().uuidString)"
        let process = try spawn(config, in: folder, errorName: errorName)
        let end = process.wait(seconds: 10)
        return (end, folder.text(errorName))
    }

    /// Starts it, whatever becomes of it.
    /// - Parameter errorName: the file or FIFO in the folder that is its standard error.
    static func spawn(
        _ config: TestConfig, in folder: ScratchDirectory, errorName: String, descriptorLimit: Int? = nil,
        inheritedDescriptors: Int = 0, output: String = "/dev/null"
    ) throws -> ChildProcess {
        let path = folder.path + "/gateway.json"
        try config.text().write(toFile: path, atomically: true, encoding: .utf8)
        let errors = folder.path + "/" + errorName
        let arguments = ["serve", "--config", path]
        let program = try GatewayBinary.url().path
        // As a user's shell might have it: the process has a policy of its own.
        let environment = ["SWIFT_BACKTRACE": "enable=yes"]
        guard let descriptorLimit else {
            return try ChildProcess(program, arguments, environment: environment, output: output, errors: errors)
        }
        let inherit = "for ((n = 0; n < \(inheritedDescriptors); n++)); do exec {kept}</dev/null; done"
        let script = "\(inherit); ulimit -n \(descriptorLimit) && exec \"$0\" \"$@\""
        return try ChildProcess(
            "/bin/bash", ["-c", script, program] + arguments, environment: environment, output: output, errors: errors)
    }

    private static func waitForPorts(_ process: ChildProcess, _ folder: ScratchDirectory, _ errorName: String) throws
        -> [UInt16]
    {
        var ready: LogLine?
        _ = waitUntil {
            ready = lines(folder.text(errorName)).first { $0["event"] == "gateway.ready" }
            return ready != nil || !process.isRunning
        }
        guard let ready else { throw NotReady(end: process.kill(), errors: folder.text(errorName)) }
        let addresses = (ready["message"] ?? "").components(separatedBy: ", ")
        return addresses.compactMap { $0.components(separatedBy: ":").last.flatMap { UInt16($0) } }
    }

    /// Standard error so far.
    var errors: String { folder.text(errorName) }

    func connect(receiveBufferBytes: Int32? = nil) throws -> RawConnection {
        try RawConnection(port: ports[0], receiveBufferBytes: receiveBufferBytes)
    }

    /// Sends bytes on a connection of their own and reads the first answer.
    func answer(to request: String) throws -> HTTPAnswer {
        let connection = try connect()
        try connection.send(request)
        return try connection.readAnswer(toHead: request.hasPrefix("HEAD "))
    }

    /// Sends a request's head and waits until it is asked for the content: the request is in flight then.
    /// - Parameter request: has `Expect: 100-continue`.
    /// - Returns: the connection, and the content that is still to be sent.
    func begin(_ request: String) throws -> (connection: RawConnection, content: String) {
        let connection = try connect()
        let head = try #require(request.range(of: "\r\n\r\n")).upperBound
        try connection.send(String(request[..<head]))
        try #require(connection.readAnswer().status == 100)
        return (connection, String(request[head...]))
    }

    /// Sends a request behind another one that is answered at once, and waits for that answer: both came in one piece,
    /// so what was sent of the second has been read as well.
    /// - Parameter bytes: a request, or a part of one; at most a buffer full.
    func sendAndBeRead(_ bytes: String) throws -> RawConnection {
        let connection = try connect()
        try connection.send("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" + bytes)
        try #require(connection.readAnswer().status == 404)
        return connection
    }

    /// A connection between two requests: it is closed when the gateway begins to stop.
    func connectIdle() throws -> RawConnection { try sendAndBeRead("") }

    /// Stops the process meanwhile, so that its clocks begin to count when all is there.
    func whileItStands<Value>(_ body: () throws -> Value) rethrows -> Value {
        process.send(SIGSTOP)
        defer { process.send(SIGCONT) }
        return try body()
    }

    /// Tells it to stop and waits for the end.
    func stop(seconds: Double = 15) -> ChildProcess.End? {
        process.send(SIGTERM)
        return process.wait(seconds: seconds)
    }
}

// MARK: Its log

extension RunningGateway {
    /// All complete lines that are JSON objects.
    static func lines(_ text: String) -> [LogLine] { completeLines(text).compactMap { LogLine($0) } }

    static func completeLines(_ text: String) -> [Substring] {
        guard let end = text.utf8.lastIndex(of: 0x0A) else { return [] }
        return text[..<end].split(separator: "\n")
    }

    /// The access log so far.
    var accessLog: [LogLine] { Self.lines(folder.text("access.jsonl")) }

    /// Waits for the lines that meet a condition. Each is looked at once: a log that many tests share is long.
    func logLines(count: Int = 1, seconds: Double = 20, _ isMeant: (LogLine) -> Bool) -> [LogLine] {
        var (found, seenCount): ([LogLine], Int) = ([], 0)
        _ = waitUntil(seconds: seconds) {
            let lines = Self.completeLines(folder.text("access.jsonl"))
            // Another file is in its place.
            if lines.count < seenCount { (found, seenCount) = ([], 0) }
            found += lines.dropFirst(seenCount).compactMap { LogLine($0) }.filter(isMeant)
            seenCount = lines.count
            return found.count >= count
        }
        return found
    }

    /// Waits for the line of an answer.
    func logLine(of answer: HTTPAnswer) throws -> LogLine {
        let id = try #require(answer["X-Request-Id"])
        return try #require(logLines { $0["request_id"] == id }.first, "no line for \(answer.line)")
    }
}
