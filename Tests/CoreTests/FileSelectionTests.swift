@testable import Core
import Testing

/// RFC 9110 §13 and §14, for a file of 10 bytes.
struct FileSelectionTests {
    private static let tag = "\"abc\""

    private func select(_ fields: String..., method: String = "GET", byteCount: Int = 10) throws -> FileSelection {
        var head = RequestHead()
        var parser = RequestParser()
        let text = "\(method) / HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
        let bytes = Array(text.utf8)
        let step = parser.parse(bytes.span, into: &head, limits: HTTPLimits())
        guard case .headComplete = step.event else { throw Unreadable() }
        return FileSelection(head, byteCount: byteCount, tag: Self.tag)
    }

    private struct Unreadable: Error {}

    @Test(arguments: [
        ("bytes=0-0", FileSelection.part(0..<1)), ("bytes=2-5", .part(2..<6)), ("bytes=2-", .part(2..<10)),
        ("bytes=9-99", .part(9..<10)), ("bytes=-3", .part(7..<10)), ("bytes=-99", .part(0..<10)),
        ("BYTES=0-9", .part(0..<10)), ("bytes=10-", .outside), ("bytes=10-12", .outside), ("bytes=-0", .outside),
        ("bytes=99999999999999999999-", .outside), ("bytes=0-99999999999999999999", .part(0..<10)),
        ("bytes=-99999999999999999999", .part(0..<10)),
        // Ignored, and so is what asks for several.
        ("bytes=5-2", .whole), ("bytes=-", .whole), ("bytes=", .whole), ("bytes", .whole), ("bytes=a-b", .whole),
        ("bytes=0-1,3-4", .whole), ("lines=0-1", .whole), ("bytes=+1-2", .whole), ("bytes=0--1", .whole),
        ("bytes= 0-1", .whole), ("", .whole),
    ]) func aRangeIsOneRangeOfBytes(_ value: String, _ expected: FileSelection) throws {
        #expect(try select("Range: \(value)") == expected)
        #expect(try select("Range: \(value)", method: "HEAD") == .whole, "Range is for GET")
    }

    @Test func anEmptyFileHasNoRange() throws {
        for value in ["0-0", "0-", "-1"] { #expect(try select("Range: bytes=\(value)", byteCount: 0) == .outside) }
        #expect(try select(byteCount: 0) == .whole)
    }

    @Test func twoFieldsAreNoRange() throws {
        #expect(try select("Range: bytes=0-1", "Range: bytes=2-3") == .whole)
    }

    @Test(arguments: ["\"abc\"", "W/\"abc\"", "*", "\"x\", \"abc\"", " \"x\" ,\t\"abc\" "])
    func whatTheClientHasIsNotSent(_ tags: String) throws {
        for method in ["GET", "HEAD"] {
            #expect(try select("If-None-Match: \(tags)", "Range: bytes=0-1", method: method) == .unchanged)
        }
        #expect(try select("If-None-Match: \(tags)", method: "POST") == .whole)
    }

    @Test func anyLineOfTagsMayHaveIt() throws {
        #expect(try select("If-None-Match: \"x\"", "if-none-match: \"abc\"") == .unchanged)
    }

    @Test(arguments: ["\"x\"", "abc", "\"ab\"", ""]) func whatItHasNotIsSent(_ tags: String) throws {
        #expect(try select("If-None-Match: \(tags)") == .whole)
        #expect(try select("If-None-Match: \(tags)", "Range: bytes=0-1") == .part(0..<2))
    }

    /// `If-Range` compares strongly, and a date tells nothing apart for sure.
    @Test(arguments: ["\"x\"", "W/\"abc\"", "Sun, 06 Nov 1994 08:49:37 GMT"])
    func aRangeOfAnotherContentIsTheWhole(_ condition: String) throws {
        #expect(try select("If-Range: \(condition)", "Range: bytes=0-1") == .whole)
    }

    @Test func aRangeOfTheSameContentIsThat() throws {
        #expect(try select("If-Range: \"abc\"", "Range: bytes=0-1") == .part(0..<2))
    }
}
