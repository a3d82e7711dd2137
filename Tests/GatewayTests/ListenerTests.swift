import Foundation
import TestSupport
import Testing

/// Where the gateway listens and writes.
@Suite(.waiting) struct ListenerTests {
    private static let hasIPv6 =
        (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))?.contains(" lo") == true

    @Test(.enabled(if: hasIPv6)) func anIPv6AddressIsServed() throws {
        var config = TestConfig()
        config.listeners = [["address": "[::1]:0"]]
        let gateway = try RunningGateway(config)
        let result = try CommandResult.run("curl", ["-sS", "-i", "-g", "http://[::1]:\(gateway.ports[0])/nothing"])
        #expect(result.output.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        let line = try #require(gateway.logLines { $0.number("status") == 404 }.first)
        #expect(line["remote_ip"] == "::1")
        #expect(line["listener"] == "[::1]:0")
        #expect(gateway.stop() == .exit(0))
    }

    @Test func everyListenerServesAndIsNamedInTheLog() throws {
        var config = TestConfig()
        config.listeners = [["address": "127.0.0.1:0"], ["address": "127.0.0.2:0"]]
        let gateway = try RunningGateway(config)
        for (address, port) in zip(["127.0.0.1", "127.0.0.2"], gateway.ports) {
            let result = try CommandResult.run("curl", ["-sS", "-i", "http://\(address):\(port)/nothing"])
            #expect(result.output.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            #expect(gateway.logLines { $0["listener"] == "\(address):0" }.count == 1)
        }
        #expect(gateway.stop() == .exit(0))
    }

    @Test func withoutAnAccessLogRequestsAreServedAllTheSame() throws {
        var config = TestConfig()
        config.accessLog = nil
        let gateway = try RunningGateway(config)
        #expect(try gateway.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
        #expect(gateway.stop() == .exit(0))
        #expect(gateway.folder.text("access.jsonl").isEmpty)
    }
}
