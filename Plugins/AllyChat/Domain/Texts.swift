import Kit

/// What a message says: at most 10,000 characters, kept byte for byte. NUL is refused, for much that shows texts ends
/// there.
struct MessageText: CheckedText, SQLValue {
    /// A message with a file alone.
    static let empty = MessageText(unchecked: "")
    static let placeholder = empty

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(0...10_000)
        guard !text.utf8.contains(0) else { throw BrokenRule("must not have the character U+0000") }
        self.text = text
    }

    /// There is nothing to be seen in it.
    var isBlank: Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.isControl || $0.isInvisible }
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

/// A URL of a file or an avatar, on any host: http or https, at most 2,048 characters that a URL may have.
struct WebURL: CheckedText, SQLValue {
    static let placeholder = WebURL(unchecked: "http://localhost/")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(0...2048)
        let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
        let rest = scheme.map { text.dropFirst($0.count) } ?? ""
        let isFine = text.unicodeScalars.allSatisfy { !$0.isControl && !$0.properties.isWhitespace && $0 != "\"" }
        guard let first = rest.unicodeScalars.first, isFine, !"/?#".unicodeScalars.contains(first) else {
            throw BrokenRule("must be a URL that begins with http:// or https://")
        }
        self.text = text
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

/// Where a client's pushes go: 1 to 256 characters, none of them a control character.
typealias ParseID = BoundedLine<1, 256>

/// What an admin calls a room: 1 to 64 characters, none of them a control character.
typealias Tag = BoundedLine<1, 64>

/// A client's own name for a message, by which a repeat is known: 1 to 128 characters, no control characters.
typealias ClientID = BoundedLine<1, 128>

/// A tag as it is answered: `{"tag": "concierge"}`.
struct ListedTag: Sendable, JSONWritable {
    let tag: String

    func write(to json: inout JSONOutput) { json.object { $0.member("tag", tag) } }
}

/// Yes or no, as forms and JSON have it: `1`, `0`, `true`, `false`.
struct Flag: Sendable, Decodable {
    let isSet: Bool

    init(from decoder: any Decoder) throws {
        switch try JSONValue(from: decoder) {
        case .bool(let value): isSet = value
        case .number(let number) where number.double == 1: isSet = true
        case .number(let number) where number.double == 0: isSet = false
        case .string("1"), .string("true"): isSet = true
        case .string("0"), .string("false"), .null: isSet = false
        default: throw BrokenRule("must be true, false, 1 or 0")
        }
    }
}
