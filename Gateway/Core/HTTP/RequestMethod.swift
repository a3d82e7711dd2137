/// A request's method (RFC 9110 §9). CONNECT, TRACE and unknown ones are refused before a route is looked for.
enum RequestMethod: UInt8, Sendable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options

    /// From its text, which is case-sensitive.
    init?(_ text: Span<UInt8>) {
        switch text.count {
        case 3: self = text.isEqual(toASCII: "GET") ? .get : .put
        case 4: self = text.isEqual(toASCII: "POST") ? .post : .head
        case 5: self = .patch
        case 6: self = .delete
        case 7: self = .options
        default: return nil
        }
        guard text.isEqual(toASCII: name) else { return nil }
    }

    private var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }

    /// Requests of this method usually carry content, and without a length cannot.
    var expectsContent: Bool { self == .post || self == .put || self == .patch }
}

extension Span<UInt8> {
    /// Compares with ASCII text of the program's own, byte by byte.
    func isEqual(toASCII text: String) -> Bool {
        let other = text.utf8.span
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Compares with lower-case ASCII text of the program's own, without regard to case.
    func isEqual(toLowercaseASCII text: String) -> Bool {
        let other = text.utf8.span
        guard count == other.count else { return false }
        for index in indices where self[index].lowercased != other[index] { return false }
        return true
    }
}

extension UInt8 {
    /// An ASCII letter in lower case; other bytes as they are.
    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

    /// `tchar` of RFC 9110 §5.6.2.
    var isTokenCharacter: Bool {
        // One bit for each ASCII character.
        let words: (UInt64, UInt64) = (0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE)
        if self < 64 { return words.0 >> UInt64(self) & 1 == 1 }
        return self < 128 && words.1 >> UInt64(self - 64) & 1 == 1
    }

    /// May stand in a field's value: visible, space, tab or obs-text (RFC 9110 §5.5).
    var isFieldCharacter: Bool { self >= 0x20 ? self != 0x7F : self == 0x09 }

    var isDigit: Bool { self &- 0x30 < 10 }
}
