@testable import Core
import Kit
import Testing

struct RequestIdentityTests {
    private func identify(_ fields: String) throws -> (id: String, trace: String?) {
        var exchange = try Exchange.make("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        var identity = RequestIdentity(randomBytes: Array(0..<16))
        identity.identify(&exchange)
        return (exchange.facts.requestID.description, exchange.facts.traceIDRange.map { text(exchange.head.bytes[$0]) })
    }

    @Test func ownIDsDiffer() {
        var identity = RequestIdentity(randomBytes: [UInt8](repeating: 0xFF, count: 16))
        let ids = (0..<10_000).map { _ in identity.next().description }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.hasPrefix("ffffffffffffffff") })
    }

    @Test(arguments: ["a", "0-_.:=+Z", String(repeating: "x", count: 128)]) func aUsableIDIsKept(_ id: String) throws {
        #expect(try identify("X-Request-Id: \(id)\r\n").id == id)
        #expect(try identify("x-request-id:\t\(id) \r\n").id == id)
    }

    @Test(arguments: ["", "a b", "a\"", "a\\", "é", "a,b", "{}", String(repeating: "x", count: 129)])
    func anUnusableIDIsReplaced(_ id: String) throws {
        let given = try identify("X-Request-Id: \(id)\r\n").id
        #expect(given.hasPrefix("0001020304050607") && given.utf8.count == 32)
    }

    @Test func theFirstOfSeveralIDsCounts() throws {
        #expect(try identify("X-Request-Id: a\r\nX-Request-Id: b\r\n").id == "a")
    }

    @Test func theTraceIDIsFound() throws {
        let trace = "0af7651916cd43dd8448eb211c80319c"
        #expect(try identify("traceparent: 00-\(trace)-b7ad6b7169203331-01\r\n").trace == trace)
        #expect(try identify("traceparent: 00-\(trace)\r\n").trace == nil)
        #expect(try identify("").trace == nil)
    }
}
