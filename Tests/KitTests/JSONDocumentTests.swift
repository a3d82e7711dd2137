import Foundation
import TestSupport
import Testing

@testable import Kit

struct JSONDocumentTests {
    private func parse(_ text: String, depthLimit: Int = 64) throws(JSONSyntaxError) -> JSONNode {
        try JSONDocument(parsing: Array(text.utf8), depthLimit: depthLimit).root
    }

    private func failure(_ text: String, depthLimit: Int = 64) -> String {
        do {
            _ = try parse(text, depthLimit: depthLimit)
            return "accepted"
        } catch {
            return "\(error.position): \(error)"
        }
    }

    @Test func errorsSayWhereAndWhat() {
        #expect(failure("") == "1:1: there is no value: the text is empty")
        #expect(failure(" \n ") == "2:2: there is no value: the text is empty")
        #expect(failure("{\"a\": 1\n \"b\": 2}") == "2:2: expected a comma or '}' here")
        #expect(failure("[1 2]") == "1:4: expected a comma or ']' here")
        #expect(failure("{\"a\" 1}") == "1:6: expected a ':' after the key")
        #expect(failure("{a: 1}") == "1:2: expected a key in double quotes here")
        #expect(failure("[1,]") == "1:4: nothing follows the last comma")
        #expect(failure("{\"a\":1,}") == "1:8: nothing follows the last comma")
        #expect(failure("[tru]") == "1:2: expected a value here")
        #expect(failure("{\"a\":}") == "1:6: expected a value here")
        #expect(failure("{\n\"a\":[1,\n") == "3:1: the array opened at line 2 is not closed")
        #expect(failure("{\n\"a\":1\n") == "3:1: the object opened at line 1 is not closed")
        #expect(failure("\"abc") == "1:1: the string is not closed")
        #expect(failure("\"a\u{9}\"") == "1:3: a string holds the control character 9; write it as an escape")
        #expect(failure(#""\x""#) == #"1:2: no such escape; a backslash itself is written '\\'"#)
        #expect(failure(#""\ud800\u0041""#) == "1:2: half of a surrogate pair stands alone")
        #expect(failure(#""\udc00""#) == "1:2: half of a surrogate pair stands alone")
        #expect(failure("[01]") == "1:2: this is not a number as JSON writes it")
        #expect(failure("1 1") == "1:3: something follows the end of the value")
        #expect(failure("\u{FEFF}1") == "1:1: the text begins with a byte order mark; JSON has none")
        #expect(failure("[[[1]]]", depthLimit: 2) == "1:3: objects and arrays are nested deeper than 2")
    }

    @Test func columnsCountCodePoints() {
        #expect(failure("[\"é🎉\" x]") == "1:7: expected a comma or ']' here")
    }

    @Test func depthUpToTheLimitPasses() throws {
        let nested = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try parse(nested).kind == .array)
        #expect(throws: JSONSyntaxError.self) { try parse("[" + nested + "]") }
        #expect(try parse("1", depthLimit: 0).int64 == 1)
    }

    @Test func invalidUTF8IsRefusedWhereItBegins() throws {
        let bytes: [UInt8] = Array("[\n\"ab".utf8) + [0xC0, 0xAF] + Array("\"]".utf8)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: bytes) }
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == 5)
        #expect(error?.position.description == "2:4")
    }

    @Test func repeatedKeyIsRefusedWithTheLineOfTheFirst() {
        #expect(
            failure("{\n \"x\": 1,\n \"a\": 1,\n \"a\": 2}") == "4:2: the key \"a\" appears twice (first at line 3)")
        #expect(failure(#"{"a":1,"\u0061":2}"#) == "1:8: the key \"a\" appears twice (first at line 1)")
        #expect(failure(#"[{"a":1},{"a":{"a":1}}]"#) == "accepted")
    }

    @Test(arguments: [2, 8, 9, 100, 5_000])
    func repeatedKeyIsFoundInObjectsOfAnySize(_ count: Int) throws {
        let distinct = (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
        let node = try parse("{\(distinct)}")
        #expect(node["key\(count - 1)"]?.int64 == Int64(count - 1))
        #expect(
            failure("{\(distinct),\"\\u006bey\(count / 2)\":0}").contains("the key \"key\(count / 2)\" appears twice"))
    }

    @Test func longKeyIsCutInTheSentence() {
        let key = String(repeating: "k", count: 1_000)
        #expect(failure("{\"\(key)\":1,\"\(key)\":2}").utf8.count < 150)
    }

    /// Comparing each key with each other would be 5,000,000,000 comparisons, some minutes.
    @Test func manyKeysAreReadInLinearTime() throws {
        let text = "{" + (0..<100_000).map { "\"key\($0)\":0" }.joined(separator: ",") + "}"
        let time = try threadTime { _ = try parse(text) }
        #expect(time < .seconds(10))
    }

    @Test func stringsAreUnescaped() throws {
        let text = #"["plain", "\"\\\/\b\f\n\r\t", "\u0041\u00e9\u20AC\ud83c\udf89x", "", "é"]"#
        let strings = try parse(text).elements.map { $0.string }
        #expect(strings == ["plain", "\"\\/\u{8}\u{c}\n\r\t", "Aé€🎉x", "", "é"])
    }

    @Test func escapedKeysAreFound() throws {
        let node = try parse(#"{"na\u006de": 1, "nam": 2, "name2": 3}"#)
        #expect(node["name"]?.int64 == 1)
        #expect(node["nam"]?.int64 == 2)
        #expect(node["na"] == nil)
        #expect(node["names"] == nil)
        #expect(try parse("[1]")["name"] == nil)
    }

    @Test func integersAreExact() throws {
        let max = "9223372036854775807"
        let min = "-9223372036854775808"
        let text =
            "[0,-0,1,-17,\(max),\(min),9223372036854775808,-9223372036854775809,12345678901234567890,1.0,1e3,\"1\"]"
        let values = try parse(text).elements.map { $0.int64 }
        #expect(values == [0, 0, 1, -17, .max, .min, nil, nil, nil, nil, nil, nil])
        #expect(try parse("12345678901234567890").kind == .integer)
        #expect(try parse("1.0").kind == .number)
    }

    @Test func doublesAreFiniteOrAbsent() throws {
        let values = try parse("[1, 1.5, -2e3, 1e999, 1e-999, true]").elements.map { $0.double }
        #expect(values == [1, 1.5, -2000, nil, 0, nil])
    }

    @Test func membersKeepTheirOrderAndPlaces() throws {
        let node = try parse("{\n  \"b\": 1,\n  \"a\": {\"c\": [true, null]}\n}")
        #expect(node.members.map(\.key) == ["b", "a"])
        #expect(node.members.map(\.keyPosition.description) == ["2:3", "3:3"])
        #expect(node["a"]?.rawText == "{\"c\": [true, null]}")
        #expect(node["a"]?["c"]?.elements.map(\.kind) == [.true, .null])
        #expect(node["a"]?["c"]?.position.description == "3:14")
        #expect(node["b"]?.elements.first { _ in true } == nil)
        #expect(node["b"]?.offset == 9)
        #expect(node["a"]?["c"]?.elements.map(\.bool) == [true, nil])
        #expect(node["a"]?["c"]?.elements.map(\.isNull) == [false, true])
    }
}
