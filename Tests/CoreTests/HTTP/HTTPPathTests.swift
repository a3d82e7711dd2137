@testable import Core
import Testing

@Suite struct HTTPPathTests {
    /// The path that a route is looked for by.
    private func path(_ target: String) throws -> String {
        let request = try makeRequest("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = request.bytes
        return text(PathEscapes.withoutEscapes(head.span.extracting(request.pathRange)))
    }

    @Test func whatIsNotEscapedStaysAsItIs() throws {
        #expect(try path("/") == "/")
        #expect(try path("/a") == "/a")
        #expect(try path("/a//b/?c/d") == "/a//b/")
        #expect(try path("http://h/a/b") == "/a/b")
        #expect(try path("http://h") == "/")
    }

    @Test func encodedSlashIsNoBorder() throws {
        #expect(try path("/a%2Fb/c%2fd/") == "/a\u{0}b/c\u{0}d/")
    }

    @Test func escapesAreDecodedOnce() throws {
        #expect(try path("/%25%34%31/%41+%C3%A9") == "/%41/A+é")
        #expect(try verifiedRequest("GET /%41 HTTP/1.1\r\nHost: a\r\n\r\n").pathNeedsDecoding)
        #expect(try !verifiedRequest("GET /a?%41 HTTP/1.1\r\nHost: a\r\n\r\n").pathNeedsDecoding)
    }

    @Test func dotSegmentsStayAsTheyAre() throws {
        #expect(try path("/a/../%2e%2e/.") == "/a/../../.")
    }

    @Test func segmentsAreWhatStandsBetweenSlashes() {
        func segments(_ path: String) -> [Range<Int>] {
            (0..<9).compactMap { Array(path.utf8).span.pathSegment(number: $0) }
        }
        #expect(segments("/").isEmpty)
        #expect(segments("/ab") == [1..<3])
        #expect(segments("/ab/") == [1..<3])
        #expect(segments("//a//b/") == [1..<1, 2..<3, 4..<4, 5..<6])
    }
}
