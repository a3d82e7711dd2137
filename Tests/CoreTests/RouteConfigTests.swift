import Kit
import Testing

@testable import Core

struct RouteConfigTests {
    private func shape(_ text: String) throws -> RouteConfig.Shape { try RouteConfig.make(text).shape }

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
        #expect(try shape("GET /a/") != shape("GET /a"))
    }

    @Test func everyCharacterOfASegmentExceptPercentIsLiteral() throws {
        let text = "AZaz09-._~!$&'()*+,;=:@"
        #expect(try PathPattern("/" + text).segments == [.literal(text)])
    }

    @Test func parametersNamesDoNotTellShapesApart() throws {
        #expect(try shape("GET /a/{x}") == shape("GET /a/{y}"))
        #expect(try shape("GET /a/{x}") != shape("GET /a/x"))
        #expect(try shape("GET /a/{x}") != shape("PUT /a/{x}"))
        #expect(try shape("GET B.example/a") == shape("GET b.EXAMPLE/a"))
        #expect(try shape("GET b.example/a") != shape("GET /a"))
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

    @Test func aRouteIsShownAsARequestLineReads() throws {
        #expect(try RouteConfig.make("DELETE /a/{b}").pattern == "DELETE /a/{b}")
        #expect(try RouteConfig.make("GET Api.example/").pattern == "GET api.example/")
    }
}
