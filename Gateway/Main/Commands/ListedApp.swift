import Core
import Kit

/// An app as `gateway apps list` shows it.
struct ListedApp {
    let record: AppRecord

    init(_ record: AppRecord) { self.record = record }

    var cells: [String] {
        [
            record.name.description, record.status.rawValue, record.apis.joined(separator: ","),
            "\(record.tokenExpiries.count)", Self.text(record.expiresAt), Self.text(record.createdAt),
            Self.text(record.lastUsedAt),
        ]
    }

    var json: PrettyJSON {
        .object([
            ("name", .string(record.name.description)), ("status", .string(record.status.rawValue)),
            ("apis", .array(record.apis.map(PrettyJSON.string))),
            ("tokens", .array(record.tokenExpiries.map { .object([("expires", Self.json($0))]) })),
            ("expires", Self.json(record.expiresAt)), ("created", Self.json(record.createdAt)),
            ("lastUsed", Self.json(record.lastUsedAt)),
        ])
    }

    private static func json(_ time: Timestamp?) -> PrettyJSON { time.map { .string($0.shown) } ?? .null }

    /// To the second, for people.
    private static func text(_ time: Timestamp?) -> String { time.map { $0.shown.prefix(19) + "Z" } ?? "never" }
}

extension Timestamp {
    /// RFC 3339.
    fileprivate var shown: String {
        var bytes: [UInt8] = []
        TimestampText.append(milliseconds: milliseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
