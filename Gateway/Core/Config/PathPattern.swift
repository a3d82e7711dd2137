package import Kit

/// The path of a route: `/api/v0/users/{id}`. Segments match whole, byte by byte; a slash at the end counts.
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    /// What stands between two slashes.
    package enum Segment: Sendable, Hashable {
        case literal(String)
        /// Any one segment that is not empty; its name.
        case parameter(String)
    }

    /// As written.
    package let description: String
    /// From the left; none for `/`.
    package let segments: [Segment]
    /// It ends with a slash; true for `/`.
    package let endsWithSlash: Bool

    /// The parameters' names, from the left.
    package var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// The numbers of the segments, from 0, that are one of these parameters.
    func segments(ofParameters names: [String]) -> [Int] {
        segments.indices.filter { if case .parameter(let name) = segments[$0] { names.contains(name) } else { false } }
    }

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        guard text.hasPrefix("/") else { throw BrokenRule("\(ConfigText.quoted(text)) must begin with \"/\"") }
        guard text.utf8.count <= 1024 else { throw BrokenRule("must be at most 1024 bytes") }
        var parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        endsWithSlash = parts.last?.isEmpty ?? true
        if endsWithSlash { parts.removeLast() }
        guard parts.count <= 32 else { throw BrokenRule("must have at most 32 segments, not \(parts.count)") }
        description = text
        segments = try parts.map { (part) throws(BrokenRule) in try Self.segment(String(part)) }
        var seen: Set<String> = []
        for name in parameterNames where !seen.insert(name).inserted {
            throw BrokenRule("has two parameters {\(name)}")
        }
    }

    private static func segment(_ text: String) throws(BrokenRule) -> Segment {
        if text.isEmpty { throw BrokenRule("must not have an empty segment (\"//\")") }
        if text == "." || text == ".." {
            // Clients take them out before they send (RFC 3986 §5.2.4), so the route would never be asked for.
            throw BrokenRule("must not have the segment \"\(text)\"")
        }
        if text.hasPrefix("{"), text.hasSuffix("}") {
            return .parameter(try parameterName(String(text.dropFirst().dropLast())))
        }
        for byte in text.utf8 where !isLiteral(byte) { throw refusal(of: byte, in: text) }
        return .literal(text)
    }

    private static func parameterName(_ name: String) throws(BrokenRule) -> String {
        let startsWithLetter = name.utf8.first.map { $0 | 0x20 }.map { (0x61...0x7A).contains($0) } ?? false
        let isName = startsWithLetter && name.utf8.count <= 64 && name.utf8.allSatisfy(ConfigText.isWordByte)
        guard isName else {
            throw BrokenRule(
                "\(ConfigText.quoted("{\(name)}")) is not a parameter: a letter, then letters, digits, \"_\"")
        }
        return name
    }

    private static func refusal(of byte: UInt8, in text: String) -> BrokenRule {
        let shown = ConfigText.quoted(text)
        return switch byte {
        case UInt8(ascii: "%"):
            BrokenRule("\(shown) holds a percent-escape; a route is written as it reads when decoded")
        case UInt8(ascii: "{"), UInt8(ascii: "}"):
            BrokenRule("\(shown) mixes text and a parameter; \"{name}\" stands for a whole segment")
        case UInt8(ascii: "?"), UInt8(ascii: "#"): BrokenRule("\(shown) holds a query or a fragment; a route has none")
        default: BrokenRule("\(shown) holds a character that has no place in a route")
        }
    }

    /// `pchar` without percent-escapes (RFC 3986 §3.3).
    private static func isLiteral(_ byte: UInt8) -> Bool {
        ConfigText.isWordByte(byte) || ".~!$&'()*+,;=:@".utf8.contains(byte)
    }
}
