import Foundation
import Testing

@testable import Kit

struct JSONEncodingTests {
    private struct Address: Codable, Equatable {
        var street: String
        var number: Int?
    }

    private struct Everything: Codable, Equatable {
        enum Status: String, Codable { case active, blocked }
        var text = "a\"b\\c\n\t\r\u{1}\u{7F}é🎉/"
        var empty = ""
        var yes = true
        var integer = Int64.min
        var unsigned = UInt64.max
        var small = Int8.min
        var double = 0.1
        var large = 1e300
        var float = Float(1.5)
        var missing: String?
        var list = ["x", "y", ""]
        var noList: [Int] = []
        var optionals: [Int?] = [1, nil, 3]
        var lists = [[1], [], [2, 3]]
        var address = Address(street: "Main", number: 5)
        var addresses = [Address(street: "A", number: nil), Address(street: "B", number: 1)]
        var status = Status.blocked
        var table = ["b": 2, "a": 1]
    }

    private func text<Value: Encodable>(_ value: Value) -> String {
        String(decoding: JSON.encode(value), as: UTF8.self)
    }

    @Test func foundationReadsWhatIsWritten() throws {
        let value = Everything()
        #expect(try JSONDecoder().decode(Everything.self, from: Data(JSON.encode(value))) == value)
    }

    @Test func ownDecoderReadsWhatIsWritten() throws {
        let value = Everything()
        #expect(try JSON.decode(Everything.self, from: JSON.encode(value)) == value)
    }

    @Test func ownDecoderReadsWhatFoundationWrites() throws {
        let value = Everything()
        #expect(try JSON.decode(Everything.self, from: Array(try JSONEncoder().encode(value))) == value)
    }

    @Test func keysKeepTheirOrderAndNilIsLeftOut() {
        struct Output: Encodable {
            let z = 1
            let none: String? = nil
            let a = "x"
        }
        #expect(text(Output()) == #"{"z":1,"a":"x"}"#)
    }

    @Test func dictionariesAreSortedAtEveryLevel() {
        #expect(text(["b": ["d": 1, "c": 2], "a": [:]]) == #"{"a":{},"b":{"c":2,"d":1}}"#)
        #expect(text([["b": 1, "a": 2]]) == #"[{"a":2,"b":1}]"#)
    }

    @Test func numbersAreValidJSON() throws {
        #expect(text([Double.nan, .infinity, -.infinity]) == "[null,null,null]")
        #expect(text([Float.nan]) == "[null]")
        #expect(text([0, -1, Int.max, .min]) == "[0,-1,9223372036854775807,-9223372036854775808]")
        #expect(text([Int128.min, .max]).contains("-170141183460469231731687303715884105728"))
        for value in [0.0, -0.0, 1e16, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 123_456.789] {
            #expect(try JSONDocument(parsing: JSON.encode(value)).root.double == value)
        }
    }

    @Test func valuesStandAlone() {
        #expect(text("é\"") == #""é\"""#)
        #expect(text(7) == "7")
        #expect(text(Bool?.none) == "null")
        #expect(text([String]()) == "[]")
    }

    @Test func bytesBeforeAreKept() {
        var bytes = Array("[".utf8)
        JSON.encode(["a": 1], into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == #"[{"a":1}"#)
    }

    @Test func typeWithoutPropertiesIsAnEmptyObject() {
        struct Nothing: Encodable {}
        #expect(text(Nothing()) == "{}")
        #expect(text([Nothing(), Nothing()]) == "[{},{}]")
    }

    @Test func throwingTypeGivesNull() {
        struct Broken: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                try container.encode(1)
                throw BrokenRule("fails")
            }
        }
        #expect(text(["a": Broken()]) == "null")
    }

    @Test func nestedContainersAndSuperclassesAreWritten() throws {
        enum Key: String, CodingKey { case first, second, third }
        struct Manual: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                var list = container.nestedUnkeyedContainer(forKey: .first)
                try list.encode(1)
                var inner = list.nestedContainer(keyedBy: Key.self)
                try inner.encodeNil(forKey: .second)
                try list.encodeNil()
                _ = container.nestedContainer(keyedBy: Key.self, forKey: .second)
                try "up".encode(to: container.superEncoder(forKey: .third))
            }
        }
        class Parent: Encodable { var base = 1 }
        final class Child: Parent {
            var own = 2
            override func encode(to encoder: any Encoder) throws {
                try super.encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(own, forKey: .first)
            }
        }
        #expect(text(Manual()) == #"{"first":[1,{"second":null},null],"second":{},"third":"up"}"#)
        #expect(text(Child()) == #"{"base":1,"first":2}"#)
    }

    @Test func deepNestingKeepsItsBrackets() throws {
        let deep = String(repeating: "[{\"a\":", count: 100) + "1" + String(repeating: "}]", count: 100)
        let value = JSONValue(try JSONDocument(parsing: Array(deep.utf8), depthLimit: 200).root)
        #expect(text(value) == deep)
    }

    @Test func bytesOfAnyKindBecomeAString() {
        func string(_ bytes: [UInt8]) -> String {
            var output: [UInt8] = []
            JSON.appendString(bytes.span, to: &output)
            return String(decoding: output, as: UTF8.self)
        }
        #expect(string([]) == "\"\"")
        #expect(string(Array("a\"é\n\u{1F}".utf8)) == #""a\"é\n\u001f""#)
        #expect(string([0x61, 0xFF, 0x62, 0xC3]) == "\"a\u{FFFD}b\u{FFFD}\"")
    }

    @Test(arguments: 0...0x22)
    func everyControlCharacterSurvives(_ code: UInt8) throws {
        let text = "x\(Unicode.Scalar(code))y"
        let bytes = JSON.encode(text)
        #expect(try JSONDocument(parsing: bytes).root.string == text)
    }

    @Test func anyJSONKeepsOrderAndDigits() throws {
        let source = #"{"z":1.10,"a":[12345678901234567890,true,null,"x\n"],"o":{}}"#
        let value = try JSON.decode(JSONValue.self, from: Array(source.utf8))
        #expect(text(value) == source)
        #expect(value["z"] == .number(try #require(JSONNumber("1.10"))))
        let foundation = try JSONDecoder().decode(JSONValue.self, from: Data(source.utf8))
        #expect(foundation["a"] != nil)
        let object = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(value)) as? NSDictionary
        #expect(object == (try JSONSerialization.jsonObject(with: Data(source.utf8)) as? NSDictionary))
    }

    @Test func jsonTextIsWrittenVerbatim() throws {
        struct Output: Codable { let apps: JSONText }
        let source = #"{"apps":{ "b" : [ 1.0 ] }}"#
        #expect(text(try JSON.decode(Output.self, from: Array(source.utf8))) == source)
        #expect(throws: JSONSyntaxError.self) { try JSONText(checking: "{") }
        let foundation = try JSONEncoder().encode(Output(apps: JSONText(alreadyValid: " [1, 2] ")))
        #expect(String(decoding: foundation, as: UTF8.self) == #"{"apps":[1,2]}"#)
    }
}
