import Kit
import Testing

struct ReplyTests {
    private struct Note: Encodable, Sendable {
        let id = 4
    }

    private func text(_ reply: Reply) -> String { String(decoding: reply.content, as: UTF8.self) }

    @Test func aValueIsJSONWithAStatus() {
        let reply = Reply.json(Note(), status: .created, fields: [.location(Location(path: "notes", "4"))])
        #expect(reply.status == 201)
        #expect(text(reply) == #"{"id":4}"#)
        #expect(reply.fields.map(\.name) == ["Location"] && reply.fields.map(\.value) == ["notes/4"])
        guard case .json = reply.kind else { return #expect(Bool(false), "\(reply.kind)") }
    }

    @Test func bytesHaveTheTypeThatIsSaid() {
        let reply = Reply.bytes([1, 2], type: "image/png")
        #expect(reply.status == 200 && reply.content == [1, 2])
        guard case .bytes("image/png") = reply.kind else { return #expect(Bool(false), "\(reply.kind)") }
    }

    @Test func aRedirectionSaysWhere() throws {
        let reply = Reply.redirect(to: try #require(Location("https://a.example/b?c=d#e")), .temporary)
        #expect(reply.status == 307 && reply.content.isEmpty)
        #expect(reply.fields.map(\.value) == ["https://a.example/b?c=d#e"])
    }

    @Test func nothingIs204() {
        let reply = Reply.noContent(fields: [.retryAfter(seconds: 0)])
        #expect(reply.status == 204 && reply.content.isEmpty)
        #expect(reply.fields.map(\.name) == ["Retry-After"] && reply.fields.map(\.value) == ["0"])
    }

    @Test func aReplyThatIsUsedAgainIsAsNew() {
        var reply = Reply.bytes([1], type: .octets, status: .accepted, fields: [.retryAfter(seconds: 1)])
        reply.reset()
        #expect(reply.status == 200 && reply.content.isEmpty && reply.fields.isEmpty)
        reply.write(json: [1])
        guard case .json = reply.kind else { return #expect(Bool(false), "\(reply.kind)") }
        #expect(text(reply) == "[1]")
    }

    // MARK: Location

    @Test(arguments: ["", "/", "notes/4", "../a", "//host/a", "https://a/b?c=%20#d", "a;b=c,d", "!$&'()*+,;=:@[]~"])
    func aURIReferenceIsALocation(_ text: String) {
        #expect(Location(text)?.text == text)
    }

    @Test(arguments: [
        "a b", "a\r\nSet-Cookie: b", "\u{0}", "%", "%4", "%zz", "a%4", "é", "<a>", "\"", "\\", "^", "`", "{}",
    ])
    func whatNoURIHasIsNoLocation(_ text: String) {
        #expect(Location(text) == nil)
    }

    @Test func aSegmentMayBeAnyText() throws {
        let location = Location(path: "notes", "a/b?c#d%e é:\r\n", "..", ".", "x-._~")
        #expect(location.text == "notes/a%2fb%3fc%23d%25e%20%c3%a9%3a%0d%0a/x-._~")
        #expect(Location(location.text) == location)
    }

    // MARK: MediaType

    @Test(arguments: [
        "image/png", "application/vnd.a+json", "text/plain; charset=utf-8", "text/plain;charset=utf-8",
        #"multipart/mixed; boundary="a b""#, "a/b; c=d; e=f",
    ]) func aTypeAndASubtypeAreAMediaType(_ text: String) {
        #expect(MediaType(text)?.text == text)
    }

    @Test(arguments: [
        "", "image", "image/", "/png", "a/b/c", "a b/c", "a/b;", "a/b; c", "a/b; c=", #"a/b; c="d"#, #"a/b; c="d\"e""#,
        "a/b\r\nc: d", "a/b; c=\"\r\n\"", "é/b", " a/b", "a/b ",
    ]) func allElseIsNone(_ text: String) {
        #expect(MediaType(text) == nil)
    }
}

extension ReplyTests {
    // MARK: Files

    @Test(arguments: [
        ("a.png", #"attachment; filename="a.png""#), ("/etc/a b.txt", #"attachment; filename="a b.txt""#),
        (#"C:\dir\a.txt"#, #"attachment; filename="a.txt""#), ("", #"attachment; filename="file""#),
        ("é.txt", #"attachment; filename="_.txt"; filename*=UTF-8''%c3%a9.txt"#),
        ("a\"b%\r\n", #"attachment; filename="a_b___"; filename*=UTF-8''a%22b%25%0d%0a"#),
    ]) func anAttachmentHasAnyNameAndNoLineEnd(_ name: String, _ value: String) {
        let field = ReplyField.attachment(named: name)
        #expect(field.name == "Content-Disposition" && field.value == value)
    }

    @Test func whoeverMayKeepAnAnswerIsSaid() {
        #expect(Reply.Caching.never.text == "no-store")
        #expect(Reply.Caching.checked.text == "private, no-cache")
        #expect(Reply.Caching.kept(seconds: 60).text == "private, max-age=60, immutable")
        #expect(Reply.Caching.kept(seconds: 60, isPublic: true).text == "public, max-age=60, immutable")
    }
}
