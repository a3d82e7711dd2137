import Kit
import TestSupport
import Testing

@testable import Goncord

struct RevokeTokenTests {
    private let bench: GoncordBench

    init() throws {
        bench = try .make(#""tokenLifetimeSeconds": 100"#)
        try bench.register()
    }

    /// G41
    @Test func tokenIsRefusedFromThenOn() throws {
        let (token, other) = (try bench.logIn(), try bench.logIn())
        #expect(try bench.call("revokeToken", token: token).description == "{}")
        for operation in ["validateToken", "updateUser", "revokeToken"] {
            #expect(bench.failure(operation, "{}", token: token)?.code == .tokenInvalid)
        }
        #expect(bench.failure("validateToken", token: other) == nil)
    }

    /// G41: two log-outs that were verified before either was written.
    @Test func secondRevocationChangesNothing() throws {
        let subject = try bench.verify(bench.logIn())
        for _ in 0..<2 { _ = try bench.call("revokeToken", BenchRequest(), subject: subject) }
        #expect(try bench.column("SELECT count(*) FROM revoked_tokens") == "1")
    }

    /// G41
    @Test func revocationOutlivesARestart() throws {
        let token = try bench.logIn()
        _ = try bench.call("revokeToken", token: token)
        let again = try GoncordBench.make(folder: bench.folder)
        #expect(again.failure("validateToken", token: token)?.code == .tokenInvalid)
    }

    /// G42
    @Test func endedTokensAreForgotten() throws {
        _ = try bench.call("revokeToken", token: bench.logIn())
        bench.clock.advance(seconds: 99)
        _ = try bench.call("revokeToken", token: bench.logIn())
        #expect(try bench.column("SELECT count(*) FROM revoked_tokens") == "2")
        bench.clock.advance(seconds: 1)
        _ = try bench.call("revokeToken", token: bench.logIn())
        #expect(try bench.column("SELECT count(*) FROM revoked_tokens") == "2")
    }
}
