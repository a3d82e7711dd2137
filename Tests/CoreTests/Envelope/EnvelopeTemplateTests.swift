@testable import Core
import Kit
import TestSupport
import Testing

struct EnvelopeTemplateTests {
    private static let requestID = RequestID(high: 0, low: 0xAB)
    private static let plainFailure =
        #"{ "error": { "code": "$code", "message": "$message", "fields": "$fields?" } }"#
    private static let callUp = #"{ "data": null, "errors": [ { "message": "$message" } ] }"#

    static func success(_ template: String, _ data: String, status: Int = 200) throws -> String {
        var body: [UInt8] = []
        try EnvelopeTemplate.make(template, .success)
            .append(data: Array(data.utf8), status: status, requestID: requestID, to: &body)
        return text(body)
    }

    static func failure(_ template: String, _ error: APIError) throws -> String {
        var body: [UInt8] = []
        try EnvelopeTemplate.make(template, .failure).append(error: error, requestID: requestID, to: &body)
        return text(body)
    }

    private let twoRules = APIError(
        .inputInvalid,
        brokenRules: [.init("login", "is required"), .init("email", "is odd"), .init("login", "is short")])

    // MARK: Success

    @Test func everyPlaceholderOfASuccessIsFilledIn() throws {
        #expect(try Self.success(#""$data""#, "[1]") == "[1]")
        #expect(
            try Self.success(#"{ "d": "$data", "s": "$status", "r": "$requestId" }"#, "7")
                == #"{"d":7,"s":200,"r":"000000000000000000000000000000ab"}"#)
        #expect(
            try Self.success(#"{ "data": "$data", "errors": null }"#, #"{"id":1}"#)
                == #"{"data":{"id":1},"errors":null}"#)
        #expect(try Self.success(#"[ "$data", true, -1.5e3, "x\u0041" ]"#, "[]") == #"[[],true,-1.5e3,"x\u0041"]"#)
    }

    @Test func theKeyOfAbsentDataIsDropped() throws {
        #expect(try Self.success(#"{ "ok": true, "data": "$data?" }"#, "null") == #"{"ok":true}"#)
        #expect(try Self.success(#"{ "data": "$data?", "ok": true }"#, "null") == #"{"ok":true}"#)
        #expect(try Self.success(#"{ "data": "$data?", "ok": true }"#, "1") == #"{"data":1,"ok":true}"#)
        #expect(try Self.success(#"{ "data": "$data?" }"#, "null") == "{}")
        #expect(try Self.success(#"{ "data": "$data" }"#, "null") == #"{"data":null}"#)
        #expect(try Self.success(#""$data?""#, "null") == "null")
    }

    @Test(arguments: [("{}", ""), (#"{"a":1,"b":{}}"#, #""a":1,"b":{}"#), ("null", ""), ("[1,2]", ""), ("7", "")])
    func dataIsMergedInWhenItIsAnObject(_ data: String, _ members: String) throws {
        #expect(try Self.success(#"{ "...": "$data" }"#, data) == "{\(members)}")
        let after = members.isEmpty ? "" : "," + members
        #expect(try Self.success(#"{ "status": true, "...": "$data" }"#, data) == #"{"status":true\#(after)}"#)
        #expect(try Self.success(#"{ "x": "$data?", "o": { "...": "$data" } }"#, data).hasSuffix("{\(members)}}"))
    }

    // MARK: Failure

    @Test func everyPlaceholderOfAFailureIsFilledIn() throws {
        let template = #"{ "c": "$code", "m": "$message", "f": "$fields", "s": "$status", "r": "$requestId" }"#
        #expect(
            try Self.failure(template, twoRules)
                == #"{"c":"input.invalid","m":"\#(twoRules.message)","#
                + #""f":{"login":["is required","is short"],"email":["is odd"]},"s":422,"#
                + #""r":"000000000000000000000000000000ab"}"#)
        #expect(try Self.failure(#""$fields""#, APIError(.routeUnknown)) == "{}")
    }

    @Test func fieldsAreDroppedWhereThereAreNone() throws {
        let error = APIError(.routeUnknown, message: "nothing")
        #expect(
            try Self.failure(Self.plainFailure, error) == #"{"error":{"code":"route.unknown","message":"nothing"}}"#)
        #expect(try Self.failure(#"{ "fields": "$fields?", "code": "$code" }"#, error) == #"{"code":"route.unknown"}"#)
    }

    @Test func fieldsAreMergedIn() throws {
        let template = #"{ "code": "$code", "...": "$fields" }"#
        #expect(try Self.failure(template, APIError(.routeUnknown)) == #"{"code":"route.unknown"}"#)
        #expect(
            try Self.failure(template, .invalid("a", "is odd")) == #"{"code":"input.invalid","a":["is odd"]}"#)
        #expect(try Self.failure(#"{ "...": "$fields" }"#, APIError(.routeUnknown)) == "{}")
    }

    @Test func aListOfMessagesHasOneElementForEachBrokenRule() throws {
        #expect(
            try Self.failure(Self.callUp, APIError(.routeUnknown, message: "nothing"))
                == #"{"data":null,"errors":[{"message":"nothing"}]}"#)
        #expect(
            try Self.failure(Self.callUp, twoRules)
                == #"{"data":null,"errors":[{"message":"login is required"},{"message":"email is odd"},"#
                + #"{"message":"login is short"}]}"#)
        #expect(
            try Self.failure(#"["$message"]"#, twoRules) == #"["login is required","email is odd","login is short"]"#)
        let withFields = try Self.failure(#"[{ "m": "$message", "f": "$fields" }]"#, twoRules)
        #expect(withFields.hasPrefix(#"[{"m":"\#(twoRules.message)","f":{"#))
        #expect(try Self.failure(#"["$message", 1]"#, twoRules) == #"["\#(twoRules.message)",1]"#)
    }

    @Test func aListInAListOfMessagesIsNotRepeatedAgain() throws {
        #expect(
            try Self.failure(#"[{ "texts": ["$message"] }]"#, twoRules)
                == #"[{"texts":["login is required"]},{"texts":["email is odd"]},{"texts":["login is short"]}]"#)
    }

    // MARK: Templates that are none

    @Test(arguments: [
        (#"{ "a": ["$datum"] }"#, "a.0", #""$datum" is not a placeholder here; there are $data, $status, $requestId"#),
        (#""$message""#, "", #""$message" is not a placeholder here; there are $data, $status, $requestId"#),
        (#""$""#, "", #""$" is not a placeholder here; there are $data, $status, $requestId"#),
        (#""$data??""#, "", #""$data??" is not a placeholder here; there are $data, $status, $requestId"#),
        (#""$status?""#, "", #""$status?" is not a placeholder here; there are $data, $status, $requestId"#),
        (#"{ "a": { "...": "$status" } }"#, "a....", #""..." merges in "$data" and nothing else"#),
        (#"{ "...": 1 }"#, "...", #""..." merges in "$data" and nothing else"#),
        (#"{ "...": "$data", "b": 1 }"#, "b", #"nothing may follow "..." in its object"#),
        (
            #"{ "fields": "$fields?" }"#, "fields",
            #""$fields?" is not a placeholder here; there are $data, $status, $requestId"#
        ),
        (
            #""$a\"\n\u202e""#, "",
            #""$a\"\u{A}\u{202E}" is not a placeholder here; there are $data, $status, $requestId"#
        ),
    ])
    func whatIsNoSuccessIsSaid(_ template: String, _ path: String, _ message: String) throws {
        let problem = try #require(throws: EnvelopeTemplate.Problem.self) {
            try EnvelopeTemplate.make(template, .success)
        }
        #expect(problem.path.joined(separator: ".") == path)
        #expect(problem.message == message)
    }

    @Test(arguments: [
        (#"{ "e": [ { "m": "$message", "c": "$cod" } ] }"#, "e.0.c", #""$cod""#),
        (#""$data""#, "", #""$data""#),
        (#""$code?""#, "", #""$code?""#),
        (#""$status?""#, "", #""$status?""#),
    ])
    func whatIsNoFailureIsSaid(_ template: String, _ path: String, _ shown: String) throws {
        let problem = try #require(throws: EnvelopeTemplate.Problem.self) {
            try EnvelopeTemplate.make(template, .failure)
        }
        #expect(problem.path.joined(separator: ".") == path)
        let known = "$code, $message, $fields, $status, $requestId"
        #expect(problem.message == "\(shown) is not a placeholder here; there are \(known)")
    }

    // MARK: All that comes out is JSON

    @Test(arguments: 0..<30 as Range<UInt64>) func theAnswerIsJSONWhateverIsPutIn(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func nasty() -> String {
            (0..<Int.random(in: 0...3, using: &generator))
                .map { _ in nastyTexts.randomElement(using: &generator) ?? "" }.joined()
        }
        let failures = [
            Self.plainFailure, Self.callUp, #"{ "status": false, "error": "$message" }"#, #"["$message"]"#,
            #"{ "...": "$fields" }"#, #"{ "x\"y\u0000": "$fields?", "z": ["$code", "$status", "$requestId"] }"#,
        ]
        for _ in 0..<100 {
            let rules = (0..<Int.random(in: 0...4, using: &generator))
                .map { _ in APIError.BrokenRule(nasty(), nasty()) }
            let error = APIError(.inputInvalid, message: nasty(), brokenRules: rules)
            for template in failures {
                let answer = try Self.failure(template, error)
                #expect(throws: Never.self, "seed \(seed): \(answer)") { try JSONDocument(parsing: Array(answer.utf8)) }
            }
            let data = text(JSON.encode([nasty() + "1": [nasty(), nil], nasty() + "2": []]))
            for template in [#"{ "a": 1, "...": "$data" }"#, #"[{ "d": "$data?" }, "$data"]"#, #"{ "...": "$data" }"#] {
                let answer = try Self.success(template, data)
                #expect(throws: Never.self, "seed \(seed): \(answer)") { try JSONDocument(parsing: Array(answer.utf8)) }
            }
        }
    }
}
