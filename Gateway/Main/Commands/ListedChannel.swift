import Core
import Kit

/// A channel as `gateway outbox status` shows it.
struct ListedChannel {
    static let header = [
        "CHANNEL", "PROVIDER", "WAITING", "READY", "RETRYING", "DELIVERED", "DEAD", "OLDEST",
    ]

    let api: String
    /// `nil` when the plugin does not have it any more.
    let channel: OutboxChannel?
    let summary: OutboxSummary
    let now: Timestamp

    private var name: String { "\(api).\(summary.channel)" }

    /// Where deliveries go, without path and query; `nil` where they go nowhere.
    private var origin: String? { channel?.provider?.url.origin }

    /// How long the oldest delivery has waited; `nil` when none waits.
    private var oldestSeconds: Int? {
        summary.oldestCreatedAt.map { Int(max(0, now.milliseconds - $0.milliseconds) / 1000) }
    }

    var cells: [String] {
        let counts = [summary.waiting, summary.ready, summary.retrying, summary.delivered, summary.dead]
        return [name, origin ?? (channel == nil ? "-" : "journal")] + counts.map { "\($0)" }
            + [summary.oldestCreatedAt.map { "\(ShownDuration(from: $0, to: now))" } ?? "-"]
    }

    /// A line of its own, since it would make the table too wide; `nil` when no delivery has failed.
    var lastError: String? { summary.lastError.map { "last error of \(name): \($0)\n" } }

    var json: PrettyJSON {
        .object([
            ("api", .string(api)), ("channel", .string(summary.channel)),
            ("provider", origin.map(PrettyJSON.string) ?? .null), ("waiting", .integer(summary.waiting)),
            ("ready", .integer(summary.ready)), ("retrying", .integer(summary.retrying)),
            ("delivered", .integer(summary.delivered)), ("dead", .integer(summary.dead)),
            ("oldestSeconds", oldestSeconds.map(PrettyJSON.integer) ?? .null),
            ("lastError", summary.lastError.map(PrettyJSON.string) ?? .null),
        ])
    }
}
