import Kit

/// By which a client is found, and by which alone it gets a token: 1 to 64 of `A-Za-z0-9._-`, compared exactly.
struct Alias: CheckedText, SQLValue {
    static let placeholder = Alias(stored: "A")
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    let text: String

    /// - Parameter text: from the store.
    init(stored text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ $0.isNameByte }) else {
            throw BrokenRule("must be 1 to 64 of the characters a-z, A-Z, 0-9, '.', '_' and '-'")
        }
        self.text = text
    }

    /// Six letters and digits.
    static func random() -> Alias {
        Alias(stored: String((0..<6).map { _ in letters[Int.random(in: letters.indices)] }))
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

/// An operator's login: 3 to 64 of `A-Za-z0-9._@-`. `Ann` and `ann` are the same.
struct Login: CheckedText, SQLValue {
    static let placeholder = Login(unchecked: "login")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        let isFine = text.utf8.allSatisfy { $0.isNameByte || $0 == UInt8(ascii: "@") }
        guard (3...64).contains(text.utf8.count), isFine else {
            throw BrokenRule("must be 3 to 64 of the characters a-z, A-Z, 0-9, '.', '_', '@' and '-'")
        }
        self.text = text
    }

    /// As it is looked up.
    var key: FoldedText { FoldedText(text) }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(text) }
}

/// The login that someone types: any text of at most 254 characters. One that is nobody's is wrong, not malformed.
struct TypedLogin: CheckedText {
    static let placeholder = TypedLogin(unchecked: "")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(0...254)
        self.text = text
    }

    var key: FoldedText { FoldedText(text) }

    /// Under which failed attempts are counted. A digest, for people type their password into the wrong field.
    var attemptKey: TokenDigest { TokenDigest(of: key.text) }
}

extension UInt8 {
    /// An ASCII letter or digit.
    var isPlain: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
        }
    }

    fileprivate var isNameByte: Bool { isPlain || "._-".utf8.contains(self) }
}
