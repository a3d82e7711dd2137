@testable import Core
import Testing

@Suite struct HTTPPathTests {
    /// The decoded segments, and a last one of `/` when the path ends with a slash.
    static func segments(_ path: String) throws -> [String] {
        let request = try makeRequest("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = request.bytes
        var segments = PathSegments()
        segments.cut(head.span.extracting(request.pathRange))
        let start = request.pathRange.lowerBound
        let decoded = segments.ranges.map {
            String(decoding: request.decodedSegment(start + $0.lowerBound..<start + $0.upperBound), as: UTF8.self)
        }
        return segments.endWithSlash ? decoded + ["/"] : decoded
    }

    @Test func segmentsAreWhatStandsBetweenSlashes() throws {
        #expect(try Self.segments("/") == ["/"])
        #expect(try Self.segments("/a") == ["a"])
        #expect(try Self.segments("/a//b/?c/d") == ["a", "", "b", "/"])
        #expect(try Self.segments("http://h/a/b") == ["a", "b"])
        #expect(try Self.segments("http://h") == ["/"])
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
}
