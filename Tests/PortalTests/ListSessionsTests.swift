import Kit
import TestSupport
import Testing

@testable import Portal

struct ListSessionsTests {
    private let bench: PortalBench

    init() throws { bench = try .makeWithAnn() }

    private func ids(_ person: String = "ann") throws -> [Int64] {
        try bench.list(person).json.elements.compactMap { $0["id"]?.int64 }
    }

    /// P29, P30
    @Test func sessionsAreListedAsDocumented() throws {
        let opened = try bench.open()
        bench.clock.advance(seconds: 100)
        _ = try bench.refresh(opened.refresh)
        #expect(
            "\(try bench.list())"
                == #"[{"id":1,"user_agent":"bench/1","ip_address":"192.0.2.1","#
                + #""access_expire_at":"2026-09-21 20:15:00","refresh_expire_at":"2026-10-05 14:15:00","#
                + #""created_at":"2026-09-21 14:13:20","updated_at":"2026-09-21 14:15:00"}]"#)
        let next = try bench.open()
        #expect(try bench.list().json.elements.map { $0["updated_at"]?.string }.last == "2026-09-21 14:15:00")
        #expect(try ids() == [1, next.id])
    }

    /// P29
    @Test func endedSessionsAreNotListed() throws {
        try bench.open()
        bench.clock.advance(milliseconds: 1_209_599_999)
        #expect(try ids() == [1])
        bench.clock.advance(milliseconds: 1)
        #expect(try ids() == [])
    }

    /// P31
    @Test func unknownPeopleAreNotFound() throws {
        #expect("\(try bench.list())" == "[]")
        for person in ["bob", "ANN", "", "%00", text(100)] {
            let error = bench.failure { () throws(APIError) in try bench.list(person) }
            #expect(error == APIError(.userUnknown, message: "User not found."))
            #expect(error?.code.status == 404)
        }
        try bench.update("a/b я", login: "slash@example.org")
        #expect("\(try bench.list("a%2Fb%20%D1%8F"))" == "[]")
    }
}
