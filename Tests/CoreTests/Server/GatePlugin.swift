import Kit
import System

/// A plugin whose operations a test can hold up.
struct GatePlugin: Plugin {
    struct Settings: Decodable, Sendable {}

    struct NameInput: OperationInput {
        static var pathFields: [String] { ["name"] }
        let name: String
    }

    static let id: PluginID = "gate"
    /// For `gateway.json`.
    static let routes = """
        [{ "method": "GET", "path": "/echo/{name}", "operation": "echo" },
         { "method": "POST", "path": "/echo/{name}", "operation": "echo" },
         { "method": "GET", "path": "/held/{name}", "operation": "hold" },
         { "method": "GET", "path": "/busy/{name}", "operation": "holdLoop" },
         { "method": "GET", "path": "/long/{name}", "operation": "fill" }]
        """

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    static var operations: [Operation<GatePlugin>] {
        [
            .reading("echo", echo), .reading("hold", on: .pool, hold), .reading("holdLoop", hold),
            .reading("fill", fill),
        ]
    }

    private func echo(_ input: NameInput, _ call: borrowing ReadCall) -> String { input.name }

    /// Answers when its gate is opened.
    private func hold(_ input: NameInput, _ call: borrowing ReadCall) -> String {
        Gate.named(input.name).pass()
        return input.name
    }

    /// As many bytes as its name says.
    private func fill(_ input: NameInput, _ call: borrowing ReadCall) -> String {
        String(repeating: "x", count: Int(input.name) ?? 0)
    }
}

/// Where an operation waits for a test.
final class Gate: Sendable {
    private static let all = Lock<[String: Gate]>([:])

    let name: String
    private let isReached = Signal()
    private let isOpen = Signal()

    private init(_ name: String) { self.name = name }

    /// One that no other test has.
    static func make() -> Gate { named("gate-\(UInt64.random(in: 0...UInt64.max))") }

    static func named(_ name: String) -> Gate {
        all.withLock { gates in
            let gate = gates[name] ?? Gate(name)
            gates[name] = gate
            return gate
        }
    }

    func pass() {
        isReached.notify()
        isOpen.wait()
    }

    /// Waits until an operation has come to it.
    func waitForOperation() { isReached.wait() }

    /// Lets the operation go on, also one that comes later.
    func open() { isOpen.notify() }
}
