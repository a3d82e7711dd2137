import Kit

/// A socket that says everything again, for benchmarks: beside it stands what other servers do in as many lines.
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
