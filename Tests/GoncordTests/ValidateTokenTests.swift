import Kit
import TestSupport
import Testing

@testable import Goncord

struct ValidateTokenTests {
    /// G35
    @Test func answersTheUserAsStoredNow() throws {
        let bench = try GoncordBench.make()
        try bench.register("bob")
        try bench.register()
        let token = try bench.logIn()
        let changed = try bench.call("updateUser", #"{"last_name":"Lee","roles":["a"]}"#, token: token)
        let reply = try bench.call("validateToken", token: token)
        #expect(reply.description == changed.description)
        #expect(reply["login"] == "ann" && reply["last_name"] == "Lee")
    }

    /// G36
    @Test(arguments: ["validateToken", "updateUser"]) func tokenWithoutUserIsRefused(_ operation: String) throws {
        let bench = try GoncordBench.make()
        let other = try GoncordBench.make()
        try other.register()
        let token = try other.logIn()
        #expect(bench.failure(operation, "{}", token: token)?.code == .tokenInvalid)
    }

    /// A route of `gateway.json` without `"token": "required"` opens nothing.
    @Test(arguments: ["validateToken", "updateUser", "revokeToken"])
    func nothingIsAnsweredWithoutToken(_ operation: String) throws {
        #expect(try GoncordBench.make().failure(operation, "{}")?.code == .tokenMissing)
    }
}
