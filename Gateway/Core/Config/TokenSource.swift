package import Kit

/// One place where a token may be: written `header:Authorization`, `cookie:jwt`, `query:token`, `body:token` or
/// `basic:Authorization`.
package enum TokenSource: Sendable, Hashable, CustomStringConvertible {
    /// A header field. When present, whatever it holds, later sources are not tried.
    case header(FieldName)
    /// A cookie, its name compared byte by byte (RFC 6265 §5.4).
    case cookie([UInt8])
    /// A query parameter, by its decoded name.
    case query(String)
    /// A key of the body's object or form.
    case body(String)
    /// A header field with a login and a password (RFC 7617). When present, whatever it holds, later sources are not
    /// tried.
    case basic(FieldName)

    /// - Throws: the rule that the text breaks.
    package init(_ text: String) throws(BrokenRule) {
        guard let colon = text.firstIndex(of: ":") else { throw Self.unknown(text) }
        let name = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "header": self = .header(try FieldName(configured: name))
        case "cookie":
            guard name.utf8.count <= 128, FieldName(name) != nil else {
                throw BrokenRule("\(ConfigText.quoted(name)) is not the name of a cookie")
            }
            self = .cookie(Array(name.utf8))
        case "query": self = .query(try Self.field(name))
        case "body": self = .body(try Self.field(name))
        case "basic": self = .basic(try FieldName(configured: name))
        default: throw Self.unknown(text)
        }
    }

    private static func field(_ name: String) throws(BrokenRule) -> String {
        guard (1...128).contains(name.utf8.count) else {
            throw BrokenRule("a token's field has a name of 1 to 128 bytes")
        }
        return name
    }

    private static func unknown(_ text: String) -> BrokenRule {
        let kind = String(text.prefix { $0 != ":" })
        let rest = text.contains(":") ? text.dropFirst(kind.count) : ":NAME"
        let nearest = NearestName.of(kind, among: ["header", "cookie", "query", "body", "basic"])
        let hint = nearest.map { "; did you mean \(ConfigText.quoted($0 + rest))?" }
        return BrokenRule(
            "\(ConfigText.quoted(text)) is not a token source"
                + (hint ?? "; write \"header:NAME\", \"cookie:NAME\", \"query:NAME\", \"body:NAME\" or \"basic:NAME\""))
    }

    /// As the config writes it; a header's name in lower case.
    package var description: String {
        switch self {
        case .header(let name): "header:\(name)"
        case .cookie(let name): "cookie:\(String(decoding: name, as: UTF8.self))"
        case .query(let name): "query:\(name)"
        case .body(let name): "body:\(name)"
        case .basic(let name): "basic:\(name)"
        }
    }

    /// The field that ends the search when it is present.
    var field: FieldName? {
        switch self {
        case .header(let name), .basic(let name): name
        case .cookie, .query, .body: nil
        }
    }

    /// It holds a login and a password.
    var isBasic: Bool { if case .basic = self { true } else { false } }
}
