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
        // A trace takes the runtime half a minute, in which the dead process looks alive.
        let environment = ["SWIFT_BACKTRACE": "enable=no"]
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
        let ports: [UInt16]? = folder.wait(seconds: 10) {
            if let ready = lines(folder.text(errorName)).first(where: { $0["event"] == "gateway.ready" }) {
                let addresses = (ready["message"] ?? "").components(separatedBy: ", ")
                return addresses.compactMap { $0.components(separatedBy: ":").last.flatMap { UInt16($0) } }
            }
            return process.wait(seconds: 0) == nil ? nil : []
        }
        if let ports, !ports.isEmpty { return ports }
        throw NotReady(end: process.kill(), errors: folder.text(errorName))
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

    /// Waits for the lines that meet a condition.
    func logLines(count: Int = 1, seconds: Double = 20, _ isMeant: (LogLine) -> Bool) -> [LogLine] {
        var found: [LogLine] = []
        _ = folder.wait(seconds: seconds) {
            found = accessLog.filter(isMeant)
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
