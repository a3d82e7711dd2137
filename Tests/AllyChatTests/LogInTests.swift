import Kit
import TestSupport
import Testing

@testable import AllyChat

struct LogInTests {
    private let bench: ChatBench

    init() throws { bench = try .make() }

    private func attempt(_ login: String, _ password: String) -> ErrorCode? {
        bench.failure { () throws(APIError) in try bench.logIn(login, password) }?.code
    }

    /// AL6, AL8
    @Test func theFirstAdminComesFromTheSettings() throws {
        #expect(attempt("root", "wrong") == .credentialsInvalid)
        let reply = try bench.call("logIn", "login=ROOT&password=toor", as: nil)
        #expect(reply.keys == ["token"])
        let root = try bench.person(try #require(reply["token"]))
        #expect(root.account.role == .admin)
        #expect(try bench.logIn().id == root.id)
    }

    /// AL8
    @Test func theStoredPasswordCountsOnceThereIsAnAdmin() throws {
        let root = try bench.admin()
        try bench.call("updateOperator", path: root.id.text, #"{"password":"other"}"#, by: root)
        #expect(attempt("root", "toor") == .credentialsInvalid)
        #expect(attempt("root", "other") == nil)
        // Under another name too: the settings' admin is not made a second time.
        let again = try bench.logIn("root", "other")
        try bench.call("updateOperator", path: root.id.text, #"{"login":"rooted"}"#, by: again)
        #expect(attempt("root", "toor") == .credentialsInvalid)
    }

    /// AL6
    @Test func unknownLoginsAndWrongPasswordsAreAnsweredAlike() throws {
        _ = try bench.makeOperator("olga")
        let wrong = bench.failure { () throws(APIError) in try bench.logIn("olga", "wrong") }
        let unknown = bench.failure { () throws(APIError) in try bench.logIn("nobody", "wrong") }
        #expect(wrong == APIError(.credentialsInvalid).keepingWrites && unknown == wrong)
        #expect(attempt("олга", "x") == .credentialsInvalid)
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "3")
    }

    /// AL6
    @Test func whatIsMissingIsABrokenRule() {
        for body in ["", "{}", #"{"login":"root"}"#, #"{"password":"toor"}"#] {
            #expect(bench.failure { () throws(APIError) in try bench.call("logIn", body) }?.code == .inputInvalid)
        }
    }

    /// AL7
    @Test(arguments: ["olga", "nobody"]) func tenFailuresCloseALogin(_ login: String) throws {
        _ = try bench.makeOperator("olga")
        for _ in 0..<10 { #expect(attempt(login, "wrong") == .credentialsInvalid) }
        let error = bench.failure { () throws(APIError) in try bench.logIn(login.uppercased(), "pass") }
        #expect(error?.code == .loginLocked && error?.code.status == 429 && error?.retryAfterSeconds == 900)
        #expect(try bench.logIn("root", "toor").account.role == .admin)
        bench.clock.advance(seconds: 900)
        #expect(attempt(login, "pass") == (login == "olga" ? nil : .credentialsInvalid))
    }

    /// AL7
    @Test func failuresAtTheSameTimeAreCountedOneAfterTheOther() {
        let bench = bench
        let outcomes = inParallel(20) { _ in
            bench.failure { () throws(APIError) in try bench.logIn("nobody", "wrong") }?.code
        }
        #expect(outcomes.filter { $0 == .credentialsInvalid }.count == 10)
        #expect(outcomes.filter { $0 == .loginLocked }.count == 10)
    }

    /// AL8
    @Test func twoFirstLogInsAtOnceMakeOneAdmin() throws {
        let bench = bench
        let people = inParallel(4) { _ in try? bench.logIn().id }
        #expect(Set(people.compactMap { $0 }).count == 1 && people.count == 4)
        #expect(try bench.column("SELECT count(*) FROM users") == "1")
    }
}
