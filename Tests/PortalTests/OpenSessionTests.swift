import Kit
import TestSupport
import Testing

@testable import Portal

struct OpenSessionTests {
    private let bench: PortalBench

    init() throws { bench = try .makeWithAnn() }

    private func attempt(_ login: String = "ann@example.org", _ pin: String = #""9999""#) -> APIError? {
        bench.failure { () throws(APIError) in try bench.open(login, pin: pin) }
    }

    private func fail(_ count: Int, _ login: String = "ann@example.org") {
        for _ in 0..<count { #expect(attempt(login)?.code == .pinWrong) }
    }

    private func locked(_ seconds: Int) -> APIError { APIError(.pinLocked, retryAfterSeconds: seconds) }

    /// P35, P5
    @Test func answerHasTheseKeys() throws {
        let body = #"{"ad_login":"ann@example.org","pin_code":"1234"}"#
        let reply = try bench.call("openSession", body)
        #expect(
            reply.keys == ["session_id", "access_token", "access_expire_at", "refresh_token", "refresh_expire_at"])
        // The bench's clock stands at 2026-09-21T14:13:20.250Z.
        #expect(reply["access_expire_at"] == "2026-09-21 20:13:20")
        #expect(reply["refresh_expire_at"] == "2026-10-05 14:13:20")
        #expect(reply.json["session_id"]?.int64 == 1)
        let moscow = try PortalBench.makeWithAnn(#""timeZone": "Europe/Moscow""#)
        #expect(try moscow.call("openSession", body)["access_expire_at"] == "2026-09-21 23:13:20")
        #expect(bench.brokenRules("openSession", "{}") == ["ad_login is required", "pin_code is required"])
        #expect(bench.brokenRules("openSession", #"{"ad_login":"\#(text(255))","pin_code":[]}"#).count == 2)
    }

    /// P36
    @Test func tokensAreRandomAndStoredAsDigestsAlone() throws {
        let opened = try (0..<10).map { _ in try bench.open() }
        let tokens = opened.flatMap { [$0.access, $0.refresh] }
        #expect(Set(tokens).count == 20)
        for token in tokens { #expect(Base64URL.decode(token)?.count == 32 && token.utf8.count == 43) }
        _ = try bench.refresh(opened[0].refresh)
        let lengths = "SELECT group_concat(DISTINCT length(access_digest) || length(refresh_digest)) FROM sessions"
        #expect(try bench.column(lengths) == "3232")
        let file = try bench.fileText()
        for token in tokens { #expect(!file.contains(token)) }
        #expect(file.contains("ann@example.org"), "the files were read")
    }

    /// P38
    @Test func sessionNumbersAreNotGivenAgain() throws {
        #expect(try bench.open().id == 1)
        try bench.delete("all=1")
        #expect(try bench.open().id == 2)
    }

    /// P39
    @Test func wrongPinAndUnknownLoginLookTheSame() throws {
        let answers = [
            attempt(), attempt("nobody@example.org"), attempt("nobody"), attempt("ann@example.org", "12345"),
            attempt("", "\"\""), attempt("bob@example.org", "1234.0"),
            attempt("ann@example.org", #""\#(text(2_000))""#),
        ]
        #expect(answers.allSatisfy { $0 == APIError(.pinWrong).keepingWrites })
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "7")
    }

    /// P39: a hash at this cost takes some 80 ms; without it, it would be none.
    @Test func unknownLoginsCostAHashToo() throws {
        let bench = try PortalBench.make(#""scryptCostExponent": 15, "failureLimit": 1000"#)
        try bench.update()
        let time = { (login: String) in
            (0..<3).map { _ in
                threadTime {
                    _ = bench.failure { () throws(APIError) in try bench.open(login, pin: "9999") }
                }
            }.min() ?? .zero
        }
        let (known, unknown) = (time("ann@example.org"), time("nobody@example.org"))
        #expect(unknown > known / 3 && known > unknown / 3, "\(known), \(unknown)")
    }

    /// P40
    @Test func fiveFailuresLockTheLoginForTheRestOfTheWindow() {
        #expect(ErrorCode.pinLocked.status == 429)
        fail(1)
        bench.clock.advance(seconds: 60)
        fail(4)
        #expect(attempt() == locked(840))
        #expect(attempt("ann@example.org", "1234") == locked(840))
        bench.clock.advance(milliseconds: 839_999)
        #expect(attempt("ann@example.org", "1234") == locked(1))
        bench.clock.advance(milliseconds: 1)
        #expect(attempt("ann@example.org", "1234") == nil)
    }

    /// P40
    @Test func onlyFailuresCount() throws {
        fail(4)
        #expect(attempt("ann@example.org", "1234") == nil)
        fail(1)
        for _ in 0..<3 { #expect(attempt() == locked(900)) }
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "5")
    }

    /// P40
    @Test func parallelAttemptsDoNotExceedTheLimit() throws {
        let bench = bench
        let codes = inParallel(16) { _ in bench.failure { () throws(APIError) in try bench.open(pin: "9999") }?.code }
        #expect(codes.filter { $0 == .pinWrong }.count == 5)
        #expect(codes.filter { $0 == .pinLocked }.count == 11)
    }

    /// P41
    @Test func failuresAreCountedByLoginAndOutliveARestart() throws {
        for login in ["Nobody@x", "nobody@X", "NOBODY@x", "nobody@x", "nobody@x"] { fail(1, login) }
        #expect(attempt("nobody@x") == locked(900))
        fail(5)
        let again = try PortalBench.make(folder: bench.folder)
        for login in ["nobody@x", "ANN@example.org"] {
            #expect(again.failure { () throws(APIError) in try again.open(login) }?.code == .pinLocked)
        }
        bench.clock.advance(seconds: 900)
        fail(1)
        #expect(try bench.column("SELECT count(*) FROM limit_events") == "1")
    }

    /// P41
    @Test func whatWasTypedAsALoginIsNotKept() throws {
        for login in ["swordfish-4711", "SWORDFISH-4711"] { fail(1, login) }
        #expect(try bench.column("SELECT count(DISTINCT event_key) FROM limit_events") == "1")
        #expect(try !bench.fileText().lowercased().contains("swordfish"))
    }

    /// P42
    @Test func theOldestSessionGivesWay() throws {
        let bench = try PortalBench.makeWithAnn(#""sessionLimit": 2"#)
        try bench.update("bob")
        let other = try bench.open("bob@example.org")
        let opened = try (0..<3).map { _ in try bench.open() }
        #expect(opened.map { bench.takes($0.access) } == [false, true, true])
        #expect(bench.takes(other.access))
    }

    /// P42
    @Test func endedSessionsAreDeletedInPassing() throws {
        try bench.update("bob")
        for _ in 0..<25 { try bench.open("bob@example.org") }
        for _ in 0..<25 { try bench.open() }
        bench.clock.advance(seconds: 1_209_600)
        try bench.open()
        #expect(try bench.column("SELECT count(*) FROM sessions WHERE id_phperson = 'ann'") == "1")
        #expect(try bench.column("SELECT count(*) FROM sessions") == "6")
        try bench.open()
        #expect(try bench.column("SELECT count(*) FROM sessions") == "2")
    }

    /// P43: the hash that one of them replaces is what the others looked at.
    @Test func ofParallelLoginsAtAnotherCostAllSucceed() throws {
        let again = try PortalBench.make(#""scryptCostExponent": 14"#, folder: bench.folder)
        let codes = inParallel(8) { _ in again.failure { () throws(APIError) in try again.open() }?.code }
        #expect(codes.allSatisfy { $0 == nil })
        #expect(try again.column("SELECT count(*) FROM limit_events") == "0")
    }

    /// P14, P39: a right PIN is not a wrong one because its callback comes a second time meanwhile.
    @Test func aRepeatedCallbackDoesNotRefuseALoginThatIsOnItsWay() throws {
        let bench = bench
        for _ in 0..<10 {
            let codes = inParallel(8) { number in
                bench.failure { () throws(APIError) in
                    if number % 2 == 0 { try bench.open() } else { try bench.update() }
                }?.code
            }
            #expect(codes.count == 8 && codes.allSatisfy { $0 == nil })
        }
    }

    /// P43
    @Test func pinIsHashedAnewAtAnotherCost() throws {
        let again = try PortalBench.make(#""scryptCostExponent": 11"#, folder: bench.folder)
        try again.open()
        #expect(try again.column("SELECT substr(pin_hash, 1, 13) FROM people") == "$scrypt$ln=11")
        try again.open()
    }
}

extension PluginBench where P == Portal {
    /// All that lies in the plugin's files, as Latin text.
    fileprivate func fileText() throws -> String {
        try DatabaseFiles.text(in: folder.path)
    }
}
