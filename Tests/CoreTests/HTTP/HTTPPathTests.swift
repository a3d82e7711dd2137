@testable import Core
import Testing

@Suite struct HTTPPathTests {
    static func segments(_ path: String) throws -> [String] {
        let request = try makeRequest("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        return request.pathSegments.map { String(decoding: request.decodedSegment($0), as: UTF8.self) }
    }

    @Test func segmentsAreWhatStandsBetweenSlashes() throws {
        #expect(try Self.segments("/") == [""])
        #expect(try Self.segments("/a") == ["a"])
        #expect(try Self.segments("/a//b/?c/d") == ["a", "", "b", ""])
        #expect(try Self.segments("http://h/a/b") == ["a", "b"])
        #expect(try Self.segments("http://h") == [""])
    }

    @Test func encodedSlashIsNoBorder() throws {
        #expect(try Self.segments("/a%2Fb/c%2fd") == ["a/b", "c/d"])
    }

    @Test func escapesAreDecodedOnce() throws {
        #expect(try Self.segments("/%25%34%31/%41+%C3%A9") == ["%41", "A+é"])
        #expect(try verifiedRequest("GET /%41 HTTP/1.1\r\nHost: a\r\n\r\n").pathNeedsDecoding)
        #expect(try !verifiedRequest("GET /a?%41 HTTP/1.1\r\nHost: a\r\n\r\n").pathNeedsDecoding)
    }

    @Test func dotSegmentsStayAsTheyAre() throws {
        #expect(try Self.segments("/a/../%2e%2e/.") == ["a", "..", "..", "."])
    }

    @Test func segmentIsComparedDecoded() throws {
        let request = try makeRequest("GET /us%65rs/b HTTP/1.1\r\nHost: a\r\n\r\n")
        let first = try #require(request.pathSegments.map { $0 }.first)
        for (text, isEqual) in [("users", true), ("user", false), ("userss", false), ("us%65rs", false), ("", false)] {
            #expect(request.segment(first, isEqualTo: Array(text.utf8).span) == isEqual)
        }
    }
}
