import Kit
import TestSupport
import Testing

@testable import Goncord

struct UpdateUserTests {
    private let bench: GoncordBench
    private let token: String
    private static let full = #""first_name":"Ann","last_name":"Lee","second_name":"Mae","birthday":"2000-02-29""#

    init() throws {
        bench = try .make()
        try bench.register("bob", more: Self.full)
        try bench.register("ann", more: Self.full)
        token = try bench.logIn("ann")
    }

    private func update(_ body: String) throws -> BenchReply { try bench.call("updateUser", body, token: token) }

    private func rules(_ body: String) -> [String] { bench.brokenRules("updateUser", body, token: token) }

    /// G37
    @Test func changesWhatIsGivenAndAnswersTheUser() throws {
        let reply = try update(#"{"second_name":"Евгеньевич","roles":["a","b"],"apps":{"crm":{"id":1}}}"#)
        let expected =
            #"{"second_name":"Евгеньевич","roles":["a","b"],"login":"ann","last_name":"Lee","#
            + #""first_name":"Ann","email":"ann@example.org","birthday":"2000-02-29","apps":{"crm":{"id":1}}}"#
        #expect(reply.description == expected)
        #expect(try bench.call("validateToken", token: token).description == expected)
        #expect(try update("{}").description == expected)
        #expect(try update("").description == expected)
    }

    /// G37
    @Test func otherUsersStayAsTheyAre() throws {
        let before = try bench.call("validateToken", token: bench.logIn("bob")).description
        _ = try update(#"{"first_name":"X","last_name":"X","second_name":"X","birthday":null,"roles":["x"],"apps":{}}"#)
        #expect(try bench.call("validateToken", token: bench.logIn("bob")).description == before)
    }

    /// G38
    @Test(arguments: ["first_name", "last_name", "second_name", "birthday"]) func nullEmpties(_ field: String) throws {
        let reply = try update(#"{"\#(field)":null}"#)
        #expect(reply.json[field]?.isNull == true)
        #expect(reply.json.members.filter { $0.value.isNull }.count == 1)
    }

    /// G38, G39
    @Test func rolesAndAppsAreNotEmptiedByNull() {
        #expect(
            rules(#"{"roles":null,"apps":null,"birthday":"no"}"#) == [
                "birthday must be a real date, written YYYY-MM-DD", "roles is required", "apps is required",
            ])
    }

    /// G39
    @Test func allBrokenRulesComeAtOnceAndNothingIsChanged() throws {
        let before = try update("{}").description
        let body =
            #"{"first_name":"New","second_name":1,"last_name":"\u0000","birthday":"2001-02-29","#
            + #""roles":"admin","apps":[]}"#
        #expect(
            rules(body) == [
                "second_name must be a string", "last_name must not have control characters",
                "birthday must be a real date, written YYYY-MM-DD", "roles must be a list", "apps must be an object",
            ])
        #expect(try update("{}").description == before)
    }

    /// G9
    @Test func rolesAreNamesWithinTheirLimits() throws {
        let many = { (count: Int) in "[\(Array(repeating: #""r""#, count: count).joined(separator: ","))]" }
        #expect(rules(#"{"roles":\#(many(100))}"#) == [])
        #expect(rules(#"{"roles":\#(many(101))}"#) == ["roles must be at most 100 roles"])
        #expect(rules(#"{"roles":["\#(text(100, "ж"))"]}"#) == [])
        #expect(
            rules(#"{"roles":["ok",1,"",null,"\#(text(101))"]}"#) == [
                "roles item 2 must be a string", "roles item 3 must be 1 to 100 characters",
                "roles item 4 must be a string", "roles item 5 must be 1 to 100 characters",
            ])
        #expect(try update(#"{"roles":["\u0041\"\\","\u0000"]}"#).json["roles"]?.rawText == #"["A\"\\","\u0000"]"#)
    }

    /// G10
    @Test func appsAreAnsweredByteForByte() throws {
        let apps = #"{ "b":1.10,"a" : [null, true, 12345678901234567890], "\u0065":{"":{}} }"#
        #expect(try update(#"{"apps":\#(apps)}"#).json["apps"]?.rawText == apps)
        #expect(try bench.call("validateToken", token: token).json["apps"]?.rawText == apps)
    }

    /// G10
    @Test func appsAreAnObjectOfBoundedSize() {
        for value in ["[]", #""{}""#, "1", "true"] {
            #expect(rules(#"{"apps":\#(value)}"#) == ["apps must be an object"])
        }
        let apps = { (bytes: Int) in #"{"a":"\#(text(bytes - 8))"}"# }
        #expect(rules(#"{"apps":\#(apps(65_536))}"#) == [])
        #expect(rules(#"{"apps":\#(apps(65_537))}"#) == ["apps must be at most 65536 bytes of JSON"])
    }

    /// G40
    @Test func otherKeysAreIgnored() throws {
        let before = try update("{}").description
        let body = #"{"login":"root","email":7,"password":"another one","id":1,"created_at":0}"#
        #expect(try update(body).description == before)
        #expect(throws: Never.self) { try bench.logIn("ann") }
    }
}
