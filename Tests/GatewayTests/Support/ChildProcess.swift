import Foundation
import System
import TestSupport

/// A program that runs beside the test, its output going to files.
final class ChildProcess: Sendable {
    /// What a program ended with.
    enum End: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    struct Failure: Error {
        let what: String
    }

    let id: pid_t
    private let end = Lock<End?>(nil)

    /// - Parameters:
    ///   - input: the file that standard input is read from; `nil` for an empty one.
    ///   - output: the file that standard output is appended to.
    ///   - errors: the same for standard error.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var id: pid_t = 0
        let status = posix_spawnp(&id, program, &actions, nil, &words, &settings)
        guard status == 0 else { throw Failure(what: "\(program): \(String(cString: strerror(status)))") }
        self.id = id
        Self.running.withLock { _ = $0.insert(id) }
        Self.killLeftovers
    }

    deinit { if end.withLock({ $0 == nil }) { _ = kill() } }

    func send(_ signal: Int32) {
        end.withLock { if $0 == nil { _ = Glibc.kill(id, signal) } }
    }

    /// Ends it at once, as a power failure would.
    @discardableResult
    func kill() -> End? {
        send(SIGKILL)
        return wait(seconds: 10)
    }

    /// - Returns: `nil` when it still runs after that time.
    func wait(seconds: Double) -> End? {
        _ = waitUntil(seconds: seconds) { look() != nil }
        return look()
    }

    /// Whether it runs now.
    var isRunning: Bool { look() == nil }

    private func look() -> End? {
        end.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            guard waitpid(id, &status, WNOHANG) == id else { return nil }
            end = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
            Self.running.withLock { _ = $0.remove(id) }
            return end
        }
    }

    // Whatever still runs when the tests end goes with them.
    private static let running = Lock<Set<pid_t>>([])
    private static let killLeftovers: Void = {
        atexit { for id in ChildProcess.running.withLock({ $0 }) { Glibc.kill(id, SIGKILL) } }
    }()
}

/// What a program has done.
struct CommandResult {
    let end: ChildProcess.End
    let output: String
    let errors: String

    /// Runs a program to its end, at most so long.
    static func run(
        _ program: String, _ arguments: [String], input: String? = nil, seconds: Double = 20
    ) throws -> CommandResult {
        let folder = ScratchDirectory()
        var inputPath: String?
        if let input {
            inputPath = folder.path + "/input"
            try input.write(toFile: folder.path + "/input", atomically: false, encoding: .utf8)
        }
        let process = try ChildProcess(
            program, arguments, input: inputPath, output: folder.path + "/output", errors: folder.path + "/errors")
        guard let end = process.wait(seconds: seconds) else {
            throw ChildProcess.Failure(what: "\(program) \(arguments) does not end: \(folder.text("errors"))")
        }
        return CommandResult(end: end, output: folder.text("output"), errors: folder.text("errors"))
    }
}

extension ScratchDirectory {
    /// The content of a file in it; empty when there is none.
    func text(_ name: String) -> String {
        (try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name))).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }
}
