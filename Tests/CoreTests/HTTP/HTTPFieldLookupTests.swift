@testable import Core
import Testing

@Suite struct HTTPFieldLookupTests {
    static func text(_ request: RequestHead, _ occurrence: RequestHead.Occurrence) -> String {
        switch occurrence {
        case .absent: "absent"
        case .one(let range): "one " + String(decoding: request.bytes[range], as: UTF8.self)
        case .many(let first): "many " + String(decoding: request.bytes[first], as: UTF8.self)
        }
    }

    @Test func packedNamesAreTheNames() throws {
        for known in KnownField.allCases {
            #expect(try #require(FieldName(known.name.uppercased())).known == known)
            #expect(FieldName(known.name + "x")?.known == nil)
            #expect(FieldName(String(known.name.dropFirst()))?.known == nil)
            #expect(FieldName("x" + known.name.dropFirst())?.known == (known == .requestID ? .requestID : nil))
        }
    }

    @Test func everyKnownFieldIsIndexed() throws {
        let fields = KnownField.allCases.filter { ![.contentLength, .expect].contains($0) }
        let lines = fields.map { "\($0.name.uppercased()): \($0 == .transferEncoding ? "chunked" : "v")\r\n" }
        let request = try makeRequest("POST / HTTP/1.1\r\n\(lines.joined())\r\n")
        for known in KnownField.allCases {
            let expected = fields.contains(known) ? known == .transferEncoding ? "one chunked" : "one v" : "absent"
            #expect(Self.text(request, request.field(known)) == expected)
        }
    }

    @Test func seventeenBytesAreComparedToo() throws {
        let request = try makeRequest("POST / HTTP/1.1\r\nHost: a\r\nXransfer-Encoding: gzip\r\n\r\n")
        #expect(request.field(.transferEncoding) == .absent)
    }

    @Test func configuredNamesAreFoundInAnyCase() throws {
        let request = try makeRequest(
            "GET / HTTP/1.1\r\nHost: a\r\nX-App-Token: t\r\nX_App_Token: u\r\nV: 1\r\nv: 2\r\nV: 3\r\n\r\n")
        let named = { (name: String) in try Self.text(request, request.field(named: #require(FieldName(name)))) }
        #expect(try named("x-app-token") == "one t")
        #expect(try named("X_APP_TOKEN") == "one u")
        #expect(try named("x-app-toke") == "absent")
        #expect(try named("v") == "many 1")
        #expect(try named("Host") == "one a")
    }

    @Test(arguments: ["", "a b", "a:", "ä", "a\r\n", "(a)"])
    func nameThatIsNoTokenIsRefused(_ name: String) { #expect(FieldName(name) == nil) }

    @Test func tokenCharactersAreThoseOfTheRFC() {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        let allowed = Set((letters + "!#$%&'*+-.^_`|~").utf8)
        for byte in UInt8.min...UInt8.max {
            #expect(TokenByte.contains(byte) == allowed.contains(byte))
            let lower = (0x41...0x5A).contains(byte) ? byte + 32 : byte
            #expect(TokenByte.lowercased[Int(byte)] == (allowed.contains(byte) ? lower : 0))
        }
    }

    @Test func controlsAreFoundAtEveryPlaceAndBesideEveryByte() {
        for control in UInt8.min...UInt8.max {
            for place in 0..<24 {
                var bytes = [UInt8](repeating: place % 2 == 0 ? 0x80 : 0x09, count: 24)
                bytes[place] = control
                let isControl = control < 0x20 && control != 9 || control == 0x7F
                #expect(bytes.span.firstControl(from: 0, to: 24) == (isControl ? place : 24))
                #expect(bytes.span.firstIndex(of: control, in: 0..<24) == bytes.firstIndex(of: control))
            }
        }
    }
}
