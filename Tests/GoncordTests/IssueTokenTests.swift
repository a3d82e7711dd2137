import Kit
import TestSupport
import Testing

@testable import Goncord

struct IssueTokenTests {
    private let bench: GoncordBench

    init() throws {
        bench = try .make()
        try bench.register("Ann", email: "Ann@Example.org", more: #""first_name":"Anna""#)
        try bench.register("bob")
    }

    private func logIn(_ members: String, password: String = "long enough") -> APIError? {
        bench.failure("issueToken", #"{\#(members),"password":"\#(password)"}"#)
    }

    /// G5, G18
    @Test(arguments: [
        #""login":"Ann""#, #""login":"aNN""#, #""email":"ann@example.ORG""#, #""login":"ann","email":null"#,
        #""login":null,"email":"ann@example.org""#,
    ])
    func userIsFoundByLoginOrEmailWithoutCase(_ members: String) {
        #expect(logIn(members) == nil)
    }

    /// G18
    @Test func nameAndPasswordAreRequired() {
        #expect(bench.brokenRules("issueToken", "{}") == ["login is required", "password is required"])
        #expect(bench.brokenRules("issueToken", #"{"password":"long enough"}"#) == ["login is required"])
        #expect(bench.brokenRules("issueToken", #"{"email":"a@b"}"#) == ["password is required"])
        #expect(
            bench.brokenRules("issueToken", #"{"login":1,"email":[],"password":{}}"#)
                == ["email must be a string", "login must be a string", "password must be a string"])
    }

    /// G19
    @Test func bothNamesMustBeOfOneUser() {
        #expect(logIn(#""login":"ann","email":"ann@example.org""#) == nil)
        #expect(logIn(#""login":"ann","email":"bob@example.org""#)?.code == .credentialsInvalid)
        #expect(logIn(#""login":"nobody","email":"bob@example.org""#)?.code == .credentialsInvalid)
        #expect(logIn(#""login":"ann","email":"nobody@example.org""#)?.code == .credentialsInvalid)
    }

    /// G20
    @Test func answersTheUserAndAToken() throws {
        let reply = try bench.call("issueToken", #"{"login":"ann","password":"long enough"}"#)
        #expect(reply.keys == ["user", "jwt"])
        #expect(
            reply.json["user"]?.rawText == #"{"second_name":null,"roles":[],"login":"Ann","last_name":null,"#
                + #""first_name":"Anna","email":"Ann@Example.org","birthday":null,"apps":{}}"#)
        #expect(try bench.verify(#require(reply["jwt"])).name == "User:1")
    }

    /// G21
    @Test func wrongPasswordAndUnknownUserLookTheSame() {
        let expected = APIError(.credentialsInvalid).keepingWrites
        #expect(expected.code.status == 401)
        #expect(logIn(#""login":"ann""#, password: "long enougH") == expected)
        #expect(logIn(#""login":"ann""#, password: "") == expected)
        #expect(logIn(#""login":"ann""#, password: text(100_000)) == expected)
        #expect(logIn(#""login":"nobody""#) == expected)
        #expect(logIn(#""login":"""#) == expected)
        #expect(logIn(#""login":"no login at all, and no way to make it one""#) == expected)
        #expect(logIn(#""email":"no address""#) == expected)
    }

    /// G21
    @Test func bothAreHashedAndCounted() throws {
        let bench = try GoncordBench.make(#""scryptCostExponent": 13"#)
        try bench.register()
        let time = { (login: String) in
            threadTime { _ = bench.failure("issueToken", #"{"login":"\#(login)","password":"wrong password"}"#) }
        }
        var (wrong, unknown) = (Duration.seconds(100), Duration.seconds(100))
        for _ in 0..<5 { (wrong, unknown) = (min(wrong, time("ann")), min(unknown, time("nobody"))) }
        #expect(unknown > wrong * 0.4 && wrong > unknown * 0.4, "\(wrong) and \(unknown)")
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "10")
        #expect(try bench.column("SELECT count(DISTINCT event_key) FROM limit_events") == "2")
    }

    /// G27
    @Test func passwordOfAnotherCostIsHashedAnew() throws {
        let folder = bench.folder
        let before = try bench.column("SELECT password_hash FROM users WHERE id = 1")
        let dearer = try GoncordBench.make(#""scryptCostExponent": 11"#, folder: folder)
        #expect(throws: APIError.self) { try dearer.logIn(password: "wrong password") }
        #expect(try bench.column("SELECT password_hash FROM users WHERE id = 1") == before)
        try dearer.logIn()
        let after = try #require(try bench.column("SELECT password_hash FROM users WHERE id = 1"))
        #expect(after.hasPrefix("$scrypt$ln=11,"))
        try dearer.logIn()
        #expect(try bench.column("SELECT password_hash FROM users WHERE id = 1") == after)
        #expect(try bench.column("SELECT password_hash LIKE '$scrypt$ln=10,%' FROM users WHERE id = 2") == "1")
    }
}
