/// The `limits` of an API.
enum BodyLimit {
    static let key = ConfigKey<Located<Int>?>.optional(
        "bodyBytes", ConfigRule<Int>.integer(0...1_073_741_824).located, "Largest body.")

    static let rule = ConfigRule<Located<Int>?>.object(key, make: { $1 })
}

/// The `limits` of a route.
struct RouteLimits {
    var bodyBytes: Located<Int>?
    var messageBytes: Located<Int>?

    static let rule = ConfigRule<RouteLimits>.object(
        BodyLimit.key,
        .optional(
            "messageBytes", ConfigRule<Int>.integer(GatewayLimits.socketMessageRange).located,
            "Largest message that a client of the socket sends."),
        make: { RouteLimits(bodyBytes: $1, messageBytes: $2) })
}
