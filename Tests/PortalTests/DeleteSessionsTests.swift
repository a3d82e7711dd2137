import Kit
import TestSupport
import Testing

@testable import Portal

struct DeleteSessionsTests {
    private let bench: PortalBench

    init() throws { bench = try .makeWithAnn() }

    private func refusal(_ query: String, of person: String = "ann") -> APIError? {
        bench.failure { () throws(APIError) in try bench.delete(query, of: person) }
    }

    /// P32
    @Test(arguments: [
        "", "session_id=1&all=1", "all=0", "all=true", "all=", "all=1&all=1", "session_id=", "session_id=x",
        "session_id=1&session_id=1", "session_id=99999999999999999999", "id=1",
    ])
    func exactlyOneOfSessionAndAll(_ query: String) throws {
        let opened = try bench.open()
        #expect(refusal(query)?.code == .inputInvalid)
        #expect(refusal(query)?.brokenRules.isEmpty == false)
        #expect(bench.takes(opened.access))
    }

    /// P33
    @Test func aDeletedSessionsTokensAreRefusedAtOnce() throws {
        let opened = try (0..<3).map { _ in try bench.open() }
        try bench.update("bob")
        let other = try bench.open("bob@example.org")
        #expect("\(try bench.delete("session_id=\(opened[1].id)"))" == "null")
        #expect(opened.map { bench.takes($0.access) } == [true, false, true])
        let refreshed = bench.failure { () throws(APIError) in try bench.refresh(opened[1].refresh) }
        #expect(refreshed?.code == .refreshInvalid)
        try bench.delete("all=1")
        #expect(!opened.contains { bench.takes($0.access) } && bench.takes(other.access))
    }

    /// P34
    @Test func sessionsOfOthersAndUnknownOnesAreNotFound() throws {
        try bench.update("bob")
        let other = try bench.open("bob@example.org")
        let notFound = APIError(.sessionUnknown, message: "Session not found.")
        for id in ["\(other.id)", "0", "-1", "77"] { #expect(refusal("session_id=\(id)") == notFound) }
        #expect(bench.takes(other.access))
        let opened = try bench.open()
        bench.clock.advance(seconds: 1_209_600)
        #expect(refusal("session_id=\(opened.id)") == notFound, "it has ended")
        let unknown = APIError(.userUnknown, message: "User not found.")
        #expect(refusal("session_id=\(other.id)", of: "eve") == unknown && refusal("all=1", of: "eve") == unknown)
        try bench.delete("all=1")
        #expect(refusal("all=1") == nil)
    }
}
