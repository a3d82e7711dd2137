import Core
import Kit
import Testing

@Suite struct RoutePatternTests {
    private func pattern(_ method: RouteMethod, _ path: String, host: String? = nil) throws -> RoutePattern {
        RoutePattern(host: try host.map { try HostName($0) }, method: method, path: try PathPattern(path))
    }

    @Test func aPathIsCutAtItsSlashes() throws {
        let path = try PathPattern("/api/v0/users/{id}")
        #expect(path.segments == [.literal("api"), .literal("v0"), .literal("users"), .parameter("id")])
        #expect(!path.endsWithSlash)
        #expect(path.parameterNames == ["id"])
        #expect(path.description == "/api/v0/users/{id}")
    }

    @Test func theRootHasNoSegmentsAndEndsWithASlash() throws {
        let path = try PathPattern("/")
        #expect(path.segments.isEmpty)
        #expect(path.endsWithSlash)
    }

    @Test func aSlashAtTheEndCounts() throws {
        #expect(try PathPattern("/a/").endsWithSlash)
        #expect(try PathPattern("/a/").segments == PathPattern("/a").segments)
        #expect(try pattern(.get, "/a/").shape != pattern(.get, "/a").shape)
    }

    @Test func everyCharacterOfASegmentExceptPercentIsLiteral() throws {
        let text = "AZaz09-._~!$&'()*+,;=:@"
        #expect(try PathPattern("/" + text).segments == [.literal(text)])
    }

    @Test func parametersNamesDoNotTellShapesApart() throws {
        #expect(try pattern(.get, "/a/{x}").shape == pattern(.get, "/a/{y}").shape)
        #expect(try pattern(.get, "/a/{x}").shape != pattern(.get, "/a/x").shape)
        #expect(try pattern(.get, "/a/{x}").shape != pattern(.put, "/a/{x}").shape)
        #expect(try pattern(.get, "/a", host: "B.example").shape == pattern(.get, "/a", host: "b.EXAMPLE").shape)
        #expect(try pattern(.get, "/a", host: "b.example").shape != pattern(.get, "/a").shape)
    }

    @Test(arguments: [
        "", "a", "//", "/a//", "/.", "/../a", "/%61", "/{a", "/a}", "/{a}{b}", "/{}", "/{a b}", "/\u{7F}",
    ])
    func aMalformedPathIsRefused(_ text: String) {
        #expect(throws: BrokenRule.self) { try PathPattern(text) }
    }

    @Test func aPathHasBounds() throws {
        #expect(try PathPattern("/" + String(repeating: "a", count: 1023)).segments.count == 1)
        #expect(throws: BrokenRule.self) { try PathPattern("/" + String(repeating: "a", count: 1024)) }
        #expect(try PathPattern(String(repeating: "/a", count: 32)).segments.count == 32)
        #expect(throws: BrokenRule.self) { try PathPattern(String(repeating: "/a", count: 33)) }
    }

    @Test func aPatternIsShownAsARequestLineReads() throws {
        #expect(try pattern(.delete, "/a/{b}").description == "DELETE /a/{b}")
        #expect(try pattern(.get, "/", host: "Api.example").description == "GET api.example/")
    }
}
