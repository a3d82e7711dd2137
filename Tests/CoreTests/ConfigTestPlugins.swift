import Kit

/// A plugin with tokens, a path parameter and a secret.
struct ItemsPlugin: Plugin {
    struct Settings: Decodable, Sendable {
        struct Store: Decodable, Sendable {
            var pageSize: Int?
        }

        var lifetimeSeconds: Int?
        var signingKey: Secret?
        var store: Store?
    }

    struct ItemInput: OperationInput {
        static var pathFields: [String] { ["id"] }
        let id: String
    }

    static let id: PluginID = "items"

    init(settings: Settings, host: PluginHost) throws(ConfigError) {
        var problems: [ConfigError.Problem] = []
        if let seconds = settings.lifetimeSeconds, !(1...3600).contains(seconds) {
            problems.append(ConfigError.Problem(["lifetimeSeconds"], "must be 1 to 3600, not \(seconds)"))
        }
        if let size = settings.store?.pageSize, size < 1 {
            problems.append(ConfigError.Problem(["store", "pageSize"], "must be at least 1, not \(size)"))
        }
        if !problems.isEmpty { throw ConfigError(problems) }
    }

    var schema: [Migration] { [] }
    static var operations: [Operation<ItemsPlugin>] {
        [.reading("listItems", listItems), .reading("readItem", readItem)]
    }
    static var tokenVerifier: (@Sendable (ItemsPlugin) -> any TokenVerifier)? { { _ in NobodysTokens() } }

    func listItems(_ input: NoInput, _ call: borrowing ReadCall) -> [String] { [] }
    func readItem(_ input: ItemInput, _ call: borrowing ReadCall) -> String { input.id }
}

/// Knows no token.
struct NobodysTokens: TokenVerifier {
    func claims(of token: Span<UInt8>) throws(APIError) -> Never { throw APIError(.tokenInvalid) }
    func subject(of claims: Never, now: Timestamp, store: ReadStore) -> Subject {}
}

/// A plugin without tokens and settings.
struct ClockPlugin: Plugin {
    struct Settings: Decodable, Sendable {}

    static let id: PluginID = "clock"

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    static var operations: [Operation<ClockPlugin>] { [.reading("readTime", readTime)] }

    func readTime(_ input: NoInput, _ call: borrowing ReadCall) -> Int64 { call.now.milliseconds }
}

/// A plugin with a socket.
struct TickerPlugin: Plugin {
    struct Settings: Decodable, Sendable {}

    static let id: PluginID = "ticker"

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    static var operations: [Operation<TickerPlugin>] {
        [.reading("readTime", readTime), .socket("watch", watch, events: [.reading("tick", tick)])]
    }

    func readTime(_ input: NoInput, _ call: borrowing ReadCall) -> Int64 { call.now.milliseconds }
    func watch(_ input: NoInput, _ call: borrowing ReadCall) -> SocketStart<Int> { SocketStart(state: 0) }
    func tick(_ input: NoInput, _ count: Int, _ call: borrowing ReadCall) -> SocketReply<Int> { .none }
}

/// A plugin whose settings refuse themselves without a word.
struct StubbornPlugin: Plugin {
    struct Settings: Decodable, Sendable {
        struct Refusal: Error {}

        init(from decoder: any Decoder) throws { throw Refusal() }
    }

    static let id: PluginID = "stubborn"

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    static var operations: [Operation<StubbornPlugin>] { [] }
}
