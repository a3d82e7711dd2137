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
        guard let text = try? UTF8Span(validating: contentType) else { return nil }
        let parts = String(copying: text).lowercased().split(separator: ";", omittingEmptySubsequences: false)
        let type = parts[0].trimmed
        guard parts.dropFirst().allSatisfy({ Self.isHarmless(parameter: $0.trimmed) }) else { return nil }
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

    private static func isHarmless(parameter: Substring) -> Bool {
        guard parameter.hasPrefix("charset=") else { return true }
        return ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
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
