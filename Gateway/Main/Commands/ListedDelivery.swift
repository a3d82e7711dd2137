import Core
import Kit

/// A delivery as `gateway outbox` shows it.
struct ListedDelivery {
    let api: String
    let record: DeliveryRecord

    var name: String { "\(api)/\(record.id)" }

    static let header = ["ID", "CHANNEL", "KEY", "STATE", "ATTEMPTS", "AGE", "DUE", "LAST ERROR"]

    func cells(now: Timestamp) -> [String] {
        [
            name, record.channel, record.key, record.state.rawValue, "\(record.attempts)",
            "\(ShownDuration(from: record.createdAt, to: now))",
            record.dueAt.map { $0 <= now ? "now" : "in \(ShownDuration(from: now, to: $0))" } ?? "-",
            record.lastError ?? "-",
        ]
    }

    /// - Parameter reveals: shows what the plugin calls secret.
    func json(reveals: Bool) -> PrettyJSON {
        .object([
            ("id", .string(name)), ("channel", .string(record.channel)), ("key", .string(record.key)),
            ("state", .string(record.state.rawValue)), ("attempts", .integer(record.attempts)),
            ("created", .string(record.createdAt.shown)), ("due", Self.json(record.dueAt)),
            ("deadline", Self.json(record.deadline)), ("finished", Self.json(record.finishedAt)),
            ("lastError", record.lastError.map(PrettyJSON.string) ?? .null),
            ("idempotencyKey", .string(record.idempotencyKey)),
            ("body", .raw(reveals ? String(decoding: record.body, as: UTF8.self) : record.maskedBody)),
        ])
    }

    private static func json(_ time: Timestamp?) -> PrettyJSON { time.map { .string($0.shown) } ?? .null }
}

extension Timestamp {
    /// RFC 3339.
    fileprivate var shown: String {
        var bytes: [UInt8] = []
        TimestampText.append(milliseconds: milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
