@testable import Core
import Foundation
import Kit
import Testing

@Suite struct HTTPResponseTests {
    static let requestID = RequestID(high: 0, low: 1)
    static let common = """
        Cache-Control: no-store\r
        Date: Sun, 06 Nov 1994 08:49:37 GMT\r
        X-Request-Id: 00000000000000000000000000000001\r\n
        """

    static func make(status: Int = 200, retryAfterSeconds: Int? = nil, extras: [ResponseField] = []) -> ResponseHead {
        var head = ResponseHead()
        head.status = status
        head.requestID = requestID
        head.contentType = .jsonContent
        if let retryAfterSeconds { head.fields.appendRetryAfter(seconds: retryAfterSeconds) }
        for field in extras { head.fields.append(field) }
        return head
    }

    /// The head alone.
    static func write(
        _ head: borrowing ResponseHead, _ persistence: ResponseWriter.Persistence = .usual, contentLength: Int = 2
    ) -> String {
        var output = Array("before|".utf8)
        ResponseWriter.append(
            head, contentLength: contentLength, persistence, date: ServerDate(secondsSinceEpoch: 784_111_777),
            to: &output)
        return String(decoding: output.dropFirst(7), as: UTF8.self)
    }

    static let content = "Content-Type: application/json\r\nContent-Length: 2\r\n"

    @Test func usualAnswerIsWritten() {
        #expect(Self.write(Self.make()) == "HTTP/1.1 200 OK\r\n\(Self.content)\(Self.common)\r\n")
    }

    @Test(arguments: [200, 204, 304, 400, 404, 503]) func noAnswerIsForACache(status: Int) {
        #expect(Self.write(Self.make(status: status)).contains("\r\nCache-Control: no-store\r\n"))
    }

    @Test(arguments: [(204, "No Content"), (304, "Not Modified")])
    func statusWithoutContentHasNoLength(_ status: Int, _ reason: String) {
        #expect(Self.write(Self.make(status: status)) == "HTTP/1.1 \(status) \(reason)\r\n\(Self.common)\r\n")
    }

    @Test func connectionIsSaidWhereItMatters() {
        let start = "HTTP/1.1 200 OK\r\n\(Self.content)\(Self.common)"
        #expect(Self.write(Self.make(), .closes) == start + "Connection: close\r\n\r\n")
        #expect(Self.write(Self.make(), .told) == start + "Connection: keep-alive\r\n\r\n")
    }

    @Test func extrasAreWrittenInOrder() throws {
        let methods = ResponseField.allow(Array("GET, HEAD".utf8).span)
        let allow = try #require(methods)
        let head = Self.make(status: 503, retryAfterSeconds: 120, extras: [allow, .bearerChallenge])
        #expect(
            Self.write(head) == "HTTP/1.1 503 Service Unavailable\r\n\(Self.content)\(Self.common)"
                + "Retry-After: 120\r\nAllow: GET, HEAD\r\nWWW-Authenticate: Bearer\r\n\r\n")
    }

    @Test(arguments: ["a\r\nX: y", "a\nb", "a\r", "\u{0}", "12345678\n", "\u{7F}"])
    func fieldValueCannotEndItsLine(_ value: String) throws {
        let name = try #require(FieldName("x"))
        let isRefused = ResponseField(name, Array(value.utf8).span) == nil
        #expect(isRefused)
    }

    @Test(arguments: [0, 9, 10, 99, 1_048_576])
    func lengthIsDecimal(_ count: Int) {
        let text = Self.write(Self.make(), contentLength: count)
        #expect(text.contains("\r\nContent-Length: \(count)\r\n"))
    }

    @Test func everyErrorHasItsReason() {
        let statuses = Set(ParseFailure.allCases.map(\.code.status)).union([408, 500, 503])
        for status in statuses {
            #expect(Self.write(Self.make(status: status)).prefix(15) != "HTTP/1.1 \(status) \r\n")
        }
        #expect(Self.write(Self.make(status: 599)).hasPrefix("HTTP/1.1 599 \r\n"))
    }

    @Test func dateChangesWithTheSecond() {
        var date = ServerDate(secondsSinceEpoch: 784_111_777)
        date.set(secondsSinceEpoch: 784_111_778)
        var output: [UInt8] = []
        ResponseWriter.append(Self.make(), contentLength: 0, .usual, date: date, to: &output)
        #expect(String(decoding: output, as: UTF8.self).contains("Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n"))
    }

    @Test func datesAreThoseOfTheCalendar() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone.gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        var moments: [Int64] = [
            0, 951_782_399, 951_868_799, 951_868_800, 4_107_542_399, 4_107_542_400, 253_402_300_799,
        ]
        for step in 0..<3000 { moments.append(Int64(step) * 86_399 * 37 + 12_345) }
        for seconds in moments {
            var bytes: [UInt8] = []
            HTTPDate(secondsSinceEpoch: seconds).append(to: &bytes)
            let expected = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(String(decoding: bytes, as: UTF8.self) == expected)
        }
    }

    @Test func datesOutOfRangeAreTheNearest() {
        var bytes: [UInt8] = []
        HTTPDate(secondsSinceEpoch: -1).append(to: &bytes)
        HTTPDate(secondsSinceEpoch: .max).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "Thu, 01 Jan 1970 00:00:00 GMTFri, 31 Dec 9999 23:59:59 GMT")
    }
}
