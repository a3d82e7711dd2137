package import Kit

/// What an operation takes, and from where, for people to read.
package struct InputDescription: Sendable {
    private let pathKeys: [SettingKey]
    private let queryKeys: [SettingKey]
    private let bodyKeys: [SettingKey]
    private let formats: [BodyFormat]

    package init(_ operation: OperationSignature) {
        let input = operation.input
        let keys = input.keys
        pathKeys = keys.filter { input.pathFields.contains($0.path[0]) }
        queryKeys = keys.filter { input.queryFields.contains($0.path[0]) }
        bodyKeys = keys.filter { !input.pathFields.contains($0.path[0]) && !input.queryFields.contains($0.path[0]) }
        formats = input.bodyFormats
    }

    /// The operation takes no input.
    package var isEmpty: Bool { pathKeys.isEmpty && queryKeys.isEmpty && (bodyKeys.isEmpty || formats.isEmpty) }

    /// A line for each place: `body (JSON or form): login (string), email? (string)`.
    package var lines: [String] {
        if isEmpty { return ["no input"] }
        var lines: [String] = []
        if !pathKeys.isEmpty { lines.append("path: " + Self.text(pathKeys)) }
        if !queryKeys.isEmpty { lines.append("query: " + Self.text(queryKeys)) }
        if !bodyKeys.isEmpty, !formats.isEmpty {
            lines.append("body (\(formats.map(\.shown).joined(separator: " or "))): " + Self.text(bodyKeys))
        }
        return lines
    }

    package var json: PrettyJSON {
        .object([
            ("path", .array(pathKeys.map(Self.json))), ("query", .array(queryKeys.map(Self.json))),
            ("bodyFormats", .array(formats.map { .string($0.mediaType) })),
            ("body", .array(formats.isEmpty ? [] : bodyKeys.map(Self.json))),
        ])
    }

    private static func text(_ keys: [SettingKey]) -> String {
        keys.map { key in
            let kind = key.kind == .any ? "" : " (\(key.kind.rawValue))"
            return key.path.joined(separator: ".") + (key.isOptional ? "?" : "") + kind
        }.joined(separator: ", ")
    }

    private static func json(_ key: SettingKey) -> PrettyJSON {
        .object([
            ("name", .string(key.path.joined(separator: "."))), ("kind", .string(key.kind.rawValue)),
            ("required", .boolean(!key.isOptional)),
        ])
    }
}

extension BodyFormat {
    fileprivate var shown: String {
        switch self {
        case .json: "JSON"
        case .form: "form"
        case .multipart: "multipart form"
        }
    }
}
