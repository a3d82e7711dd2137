import Kit
import TestSupport
import Testing

@testable import Portal

struct ListEventsTests {
    private let bench: PortalBench
    private let token: String

    init() throws {
        bench = try .makeWithAnn()
        token = try bench.open().access
    }

    private func ids(after: String = "") throws -> [Int64] {
        try bench.events(token, after: after).compactMap { $0["id"]?.int64 }
    }

    /// P50
    @Test func eventsAreListedAsDocumented() throws {
        try bench.push(type: "kip_new", title: "Создана", message: "M", data: #"{"id":"5dd"}"#)
        #expect(
            try bench.events(token).map(\.rawText) == [
                #"{"id":1,"type":"kip_new","title":"Создана","message":"M","data":{"id":"5dd"},"#
                    + #""created_at":"2026-09-21 14:13:20"}"#
            ])
    }

    /// P50
    @Test func onlyOnesOwnLaterEventsInOrder() throws {
        for users in [#"["ann"]"#, #"["bob"]"#, #"["bob","ann"]"#, #"["ann"]"#] { try bench.push(users) }
        #expect(try ids() == [1, 3, 4])
        #expect(try ids(after: "0") == [1, 3, 4])
        #expect(try ids(after: "1") == [3, 4] && ids(after: "2") == [3, 4])
        #expect(try ids(after: "4") == [] && ids(after: "9223372036854775807") == [])
        #expect(bench.failure("listEvents", "") == APIError(.tokenMissing))
    }

    /// P50
    @Test func numbersRiseWhenAllIsForgotten() throws {
        let bench = try PortalBench.makeWithAnn(#""eventRetentionDays": 1"#)
        try bench.push()
        bench.clock.advance(seconds: 86_400)
        try bench.push()
        #expect(try bench.events(bench.open().access).map { $0["id"]?.int64 } == [2])
    }

    /// P51
    @Test func aPageHasAHundredEvents() throws {
        for _ in 0..<103 { try bench.push() }
        #expect(try ids() == Array(1...100))
        #expect(try ids(after: "100") == [101, 102, 103])
    }

    /// P51
    @Test func aPageHasABoundInBytes() throws {
        for _ in 0..<20 { try bench.push(data: #"{"x":"\#(text(65_000))"}"#) }
        #expect(try ids() == Array(1...17))
        #expect(try ids(after: "17") == [18, 19, 20])
    }

    /// P52
    @Test(arguments: ["-1", "x", "1.0", "", "99999999999999999999"]) func afterIsAWholeNumber(_ after: String) throws {
        var request = BenchRequest()
        request.query = Array("after=\(after)".utf8)
        let subject = try bench.verify(token)
        let error = bench.failure { () throws(APIError) in try bench.call("listEvents", request, subject: subject) }
        #expect(error?.brokenRules.map(\.field) == ["after"])
    }
}
