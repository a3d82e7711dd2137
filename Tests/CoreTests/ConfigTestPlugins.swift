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
    var operations: [Operation] {
        [
            .reading("listItems") { (_: NoInput, _) in [String]() },
            .reading("readItem") { (input: ItemInput, _) in input.id },
        ]
    }
    var tokenVerifier: (any TokenVerifier)? { NobodysTokens() }
}

/// Knows no token.
struct NobodysTokens: TokenVerifier {
    func verify(_ token: Span<UInt8>, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        throw APIError(.tokenInvalid)
    }
}

/// A plugin without tokens and settings.
struct ClockPlugin: Plugin {
    struct Settings: Decodable, Sendable {}

    static let id: PluginID = "clock"

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    var operations: [Operation] { [.reading("readTime") { (_: NoInput, call) in call.now.milliseconds }] }
}

/// The operations that the shipped config names, and nothing behind them.
struct GoncordLikePlugin: Plugin {
    struct Settings: Decodable, Sendable {
        var tokenLifetimeSeconds: Int?
    }

    static let id: PluginID = "goncord"

    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    var operations: [Operation] {
        [
            .reading("registerUser", Self.nothing), .reading("issueToken", Self.nothing),
            .reading("validateToken", Self.nothing), .reading("updateUser", Self.nothing),
            .reading("revokeToken", Self.nothing),
        ]
    }
    var tokenVerifier: (any TokenVerifier)? { NobodysTokens() }

    private static func nothing(_ input: NoInput, _ call: borrowing ReadCall) -> Bool { true }
}
