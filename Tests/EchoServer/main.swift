// A gateway that serves a socket which says everything again, for benchmarks: beside it stands what other servers do in
// as many lines. Argument: a directory with `gateway.json`. Prints where it listens, and serves until it is killed.
import Core
import Kit
import System

struct Echo: Plugin {
    struct Settings: Decodable, Sendable {}
    struct Text: OperationInput, Encodable { let text: String }

    static let id: PluginID = "echo"
    init(settings: Settings, host: PluginHost) {}
    var schema: [Migration] { [] }
    static var operations: [Operation<Echo>] { [.socket("connect", connect, events: [.reading("echo", echo)])] }

    func connect(_ input: NoInput, _ call: borrowing ReadCall) -> SocketStart<Int> { SocketStart(state: 0) }
    func echo(_ input: Text, _ state: Int, _ call: borrowing ReadCall) -> SocketReply<Int> { .event("echo", input) }
}

let directory = CommandLine.arguments[1]
let loader = ConfigLoader(plugins: [LinkedPlugin(Echo.self)]) { _, _ in .withoutKeys }
let config = try SmallFile(reading: "\(directory)/gateway.json", limitBytes: 1 << 20).bytes
let outcome = loader.check(config, name: "gateway.json", directory: directory)
guard let gateway = outcome.gateway else {
    StandardError.write(outcome.report.text)
    exit(1)
}
let log = try LogWriter(.standardError, name: "log")
let server = try Server(
    gateway, directory: DataDirectory(path: "\(directory)/data"), errorLog: ErrorLog(log), errorLogWriter: log)
try StandardOutput.write(server.addresses.joined(separator: "\n") + "\n")
Signal().wait()
