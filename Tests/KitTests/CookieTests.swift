import Kit
import Testing

struct CookieTests {
    private func text(_ cookie: Cookie) -> String { ReplyField.setCookie(cookie).value }

    @Test func anAttributeIsWrittenWhereItIsGiven() throws {
        let value = try Cookie.Value(checking: "abc.def")
        #expect(text(Cookie("session", value)) == "session=abc.def; Secure; HttpOnly; SameSite=Lax")
        #expect(
            text(
                Cookie(
                    "__Host-id", value, seconds: 60, path: .root, domain: try .init(checking: "a-1.example"),
                    sameSite: .strict))
                == "__Host-id=abc.def; Max-Age=60; Path=/; Domain=a-1.example; Secure; HttpOnly; SameSite=Strict")
        #expect(
            text(Cookie("theme", value, isSecure: false, isHTTPOnly: false)) == "theme=abc.def; SameSite=Lax")
        #expect(text(Cookie("all", value, sameSite: .none)).hasSuffix("; Secure; HttpOnly; SameSite=None"))
    }

    @Test func aCookieIsTakenAwayByTimeAlone() throws {
        let removed = Cookie.removed("session", path: .root, domain: try .init(checking: "example.org"))
        #expect(text(removed) == "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Domain=example.org")
    }

    @Test func aTokenIsAValue() {
        let token = OpaqueToken.random()
        #expect(Cookie.Value(token).text == token.reveal())
    }

    /// RFC 6265 §4.1.1, `cookie-octet`: all of them, one by one.
    @Test func aValueHasNoByteThatEndsIt() {
        for byte in UInt8.min...127 {
            let text = String(decoding: [byte], as: UTF8.self)
            let isAllowed = (0x21...0x7E).contains(byte) && !"\",;\\".utf8.contains(byte)
            #expect(((try? Cookie.Value(checking: "a\(text)b")) != nil) == isAllowed, "\(byte)")
        }
        #expect(throws: BrokenRule.self) { try Cookie.Value(checking: "é") }
        #expect((try? Cookie.Value(checking: "")) != nil)
    }

    @Test(arguments: ["", "a", "a/", "/a;b", "/a\r\nb", "/é", "/\u{7F}"]) func aPathIsOneAttribute(_ text: String) {
        #expect(throws: BrokenRule.self) { try Cookie.Path(checking: text) }
    }

    @Test(arguments: [
        "", ".example.org", "example.org.", "a..b", "-a.b", "a-.b", "a_b", "a b", "a;b", "a\r\nb", "é.org",
    ])
    func aDomainIsAHostName(_ text: String) {
        #expect(throws: BrokenRule.self) { try Cookie.Domain(checking: text) }
    }
}
