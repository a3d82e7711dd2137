/// A cookie that an answer sets, by the grammar for servers (RFC 6265 §4.1.1): every part is checked, so that nothing
/// in it can begin another attribute or end the line.
public struct Cookie: Sendable, Hashable {
    /// With which requests from other sites the cookie is sent (RFC 6265bis §5.6.7).
    public enum SameSite: String, Sendable {
        /// With none.
        case strict = "Strict"
        /// When the user follows a link.
        case lax = "Lax"
        /// With all; browsers want it to be secure as well.
        case none = "None"
    }

    /// The field value of `Set-Cookie`.
    let text: String

    /// Traps on a name that is no token, on seconds below 1, and on `SameSite=None` without `Secure`: they are written
    /// by programmers, or checked as settings.
    /// - Parameters:
    ///   - name: a token (RFC 9110 §5.6.2).
    ///   - seconds: for how long it is kept; `nil`: until the browser ends.
    ///   - path: under which paths it is sent; `nil`: those beside the request's own.
    ///   - domain: to which hosts it is sent, subdomains among them; `nil`: to this host alone.
    ///   - isSecure: only over TLS.
    ///   - isHTTPOnly: scripts of a page do not see it.
    public init(
        _ name: StaticString, _ value: Value, seconds: Int? = nil, path: Path? = nil, domain: Domain? = nil,
        sameSite: SameSite = .lax, isSecure: Bool = true, isHTTPOnly: Bool = true
    ) {
        precondition(seconds ?? 1 >= 1, "a cookie is kept for a second at least")
        precondition(isSecure || sameSite != .none, "a cookie for all sites is secure")
        var text = "\(Self.checked(name))=\(value.text)"
        if let seconds { text += "; Max-Age=\(seconds)" }
        text += Self.scope(path, domain)
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        self.text = text + "; SameSite=\(sameSite.rawValue)"
    }

    private init(text: String) { self.text = text }

    /// Takes a cookie away that was set with the same name, path and domain.
    public static func removed(_ name: StaticString, path: Path? = nil, domain: Domain? = nil) -> Cookie {
        Cookie(text: "\(checked(name))=; Expires=Thu, 01 Jan 1970 00:00:00 GMT\(scope(path, domain))")
    }

    private static func checked(_ name: StaticString) -> String {
        let text = "\(name)"
        precondition(!text.isEmpty && text.utf8.allSatisfy(\.isTokenByte), "the name of a cookie is a token")
        return text
    }

    private static func scope(_ path: Path?, _ domain: Domain?) -> String {
        (path.map { "; Path=\($0.text)" } ?? "") + (domain.map { "; Domain=\($0.text)" } ?? "")
    }
}

extension Cookie {
    /// What a cookie holds: printable ASCII without spaces, quotes, commas, semicolons and backslashes; may be empty.
    public struct Value: CheckedText {
        /// Never seen by an operation.
        public static let placeholder = Value(unchecked: "")

        /// As it is sent.
        public let text: String

        private init(unchecked text: String) { self.text = text }

        /// - Throws: the rule broken.
        public init(checking text: String) throws(BrokenRule) {
            guard text.utf8.allSatisfy(Self.isAllowed) else {
                throw BrokenRule("must be printable ASCII without spaces, '\"', ',', ';' and '\\'")
            }
            self.text = text
        }

        /// A token, which is base64url.
        public init(_ token: OpaqueToken) { text = token.reveal() }

        private static func isAllowed(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
            default: (0x21...0x7E).contains(byte)
            }
        }
    }

    /// Under which paths a cookie is sent: a slash, and printable ASCII without semicolons.
    public struct Path: CheckedText {
        /// All.
        public static let root = Path(unchecked: "/")
        /// Never seen by an operation.
        public static let placeholder = root

        /// As it is sent.
        public let text: String

        private init(unchecked text: String) { self.text = text }

        /// - Throws: the rule broken.
        public init(checking text: String) throws(BrokenRule) {
            let isAllowed = text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ";") }
            guard text.hasPrefix("/"), isAllowed else {
                throw BrokenRule("must begin with a slash and be printable ASCII without ';'")
            }
            self.text = text
        }
    }

    /// To which hosts a cookie is sent: labels of letters, digits and hyphens (RFC 1034 §3.5, RFC 1123 §2.1).
    public struct Domain: CheckedText {
        /// Never seen by an operation.
        public static let placeholder = Domain(unchecked: "localhost")

        /// As it is sent.
        public let text: String

        private init(unchecked text: String) { self.text = text }

        /// - Throws: the rule broken.
        public init(checking text: String) throws(BrokenRule) {
            let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard text.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else {
                throw BrokenRule("must be a host name")
            }
            self.text = text
        }

        private static func isLabel(_ label: Substring.UTF8View) -> Bool {
            (1...63).contains(label.count) && label.first?.isLetterOrDigit == true
                && label.last?.isLetterOrDigit == true && label.allSatisfy(\.isLabelByte)
        }
    }
}
