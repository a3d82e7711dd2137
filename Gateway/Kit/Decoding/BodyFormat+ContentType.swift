extension BodyFormat {
    /// As a client best writes it.
    package var mediaType: String {
        switch self {
        case .json: "application/json"
        case .form: "application/x-www-form-urlencoded"
        case .multipart: "multipart/form-data"
        }
    }

    /// Reads a Content-Type (RFC 9110 §8.3.1).
    ///
    /// JSON is `application/json` and `application/*+json` (RFC 6839 §3.1).
    /// - Returns: `nil` for other types, and for a charset that is not UTF-8.
    package init?(contentType: Span<UInt8>) {
        if Self.isPlainJSON(contentType) {
            self = .json
            return
        }
        guard let parts = Self.parts(contentType), Self.otherCharset(parts) == nil else { return nil }
        let type = parts[0]
        if type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json") {
            self = .json
        } else if type == "application/x-www-form-urlencoded" {
            self = .form
        } else if type == "multipart/form-data" {
            self = .multipart
        } else {
            return nil
        }
    }

    /// Exactly what nearly all clients send.
    private static func isPlainJSON(_ contentType: Span<UInt8>) -> Bool {
        let expected = "application/json"
        let span = expected.utf8.span
        guard contentType.count == span.count else { return false }
        for index in span.indices where contentType[index] != span[index] { return false }
        return true
    }

    /// The type and its parameters, in lower case; `nil` for what is no UTF-8.
    private static func parts(_ contentType: Span<UInt8>) -> [Substring]? {
        guard let text = try? UTF8Span(validating: contentType) else { return nil }
        return String(copying: text).lowercased().split(separator: ";", omittingEmptySubsequences: false).map(\.trimmed)
    }

    /// The charset that a Content-Type names, in lower case, when it is none that means UTF-8. `utf8` is no registered
    /// name and often written.
    package static func otherCharset(_ contentType: Span<UInt8>) -> String? { parts(contentType).flatMap(otherCharset) }

    private static func otherCharset(_ parts: [Substring]) -> String? {
        for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
            var name = parameter.dropFirst("charset=".count)
            if name.count > 1, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
            if name != "utf-8", name != "utf8" { return String(name) }
        }
        return nil
    }
}

extension Substring {
    /// Without the optional white space of header fields (RFC 9110 §5.6.3) around it.
    fileprivate var trimmed: Substring {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
