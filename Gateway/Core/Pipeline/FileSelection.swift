import Kit

/// What a request wants of a file that never changes (RFC 9110 §13.2.2).
enum FileSelection: Equatable {
    case whole
    case part(Range<Int>)
    /// The client has it already.
    case unchanged
    /// It has no such bytes.
    case outside

    private static let ifNoneMatch = FieldName("if-none-match")
    private static let ifRange = FieldName("if-range")
    private static let range = FieldName("range")

    /// - Parameters:
    ///   - head: of a GET or HEAD request; for other methods the file is an answer like any other.
    ///   - tag: the file's strong entity tag, with its quotes.
    init(_ head: borrowing RequestHead, byteCount: Int, tag: String) {
        self = .whole
        guard head.method == .get || head.method == .head else { return }
        if let tags = Self.list(Self.ifNoneMatch, head), Self.isMatch(tags, tag) {
            self = .unchanged
            return
        }
        // Range means nothing with other methods (§14.2). A date never tells two contents apart for sure, so `If-Range`
        // with one gets the whole (§13.1.5).
        guard head.method == .get, let text = Self.single(Self.range, head) else { return }
        if let condition = Self.list(Self.ifRange, head), condition != tag { return }
        guard let wanted = Self.range(text, byteCount: byteCount) else { return }
        self = wanted.isEmpty ? .outside : .part(wanted)
    }

    private static func single(_ name: FieldName?, _ head: borrowing RequestHead) -> String? {
        guard let name, case .one(let range) = head.field(named: name) else { return nil }
        return String(decoding: head.bytes[range], as: UTF8.self)
    }

    /// The values of all lines of that name (RFC 9110 §5.3).
    private static func list(_ name: FieldName?, _ head: borrowing RequestHead) -> String? {
        guard let name else { return nil }
        var values: [String] = []
        for field in head.fields
        where String(decoding: head.bytes[field.name], as: UTF8.self).lowercased() == name.description {
            values.append(String(decoding: head.bytes[field.value], as: UTF8.self))
        }
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    /// `If-None-Match` compares weakly (§13.1.2): `W/` is passed over. No tag of ours has a comma or blank in it.
    private static func isMatch(_ tags: String, _ tag: String) -> Bool {
        tags.split(separator: ",").contains { item in
            var item = item.drop { $0 == " " || $0 == "\t" }
            while let last = item.last, last == " " || last == "\t" { item.removeLast() }
            return item == "*" || (item.hasPrefix("W/") ? item.dropFirst(2) : item) == tag
        }
    }

    /// One range of bytes (§14.1.2). Empty when it begins beyond the end; `nil` when it is to be ignored (§14.2):
    /// another unit, several ranges, or none.
    private static func range(_ text: String, byteCount: Int) -> Range<Int>? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
        let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]) else { return nil }
        switch (first, last) {
        case (nil, nil): return nil
        case (nil, let suffix?): return max(0, byteCount - suffix)..<byteCount
        case (let first?, nil): return min(first, byteCount)..<byteCount
        case (let first?, let last?):
            guard first <= last else { return nil }
            return min(first, byteCount)..<min(last, byteCount - 1) + 1
        }
    }

    /// `.some(nil)` for nothing, `nil` for what is no number. A number too large for `Int` is beyond every end.
    private static func number(_ text: Substring) -> Int?? {
        guard text.utf8.allSatisfy(\.isDigit) else { return nil }
        return text.isEmpty ? .some(nil) : .some(min(Int(text) ?? .max, .max - 1))
    }
}
