@testable import Core
import Kit
import Testing

/// What a config without mistakes is read as. Mistakes are in `Tests/ConfigCases`.
@Suite struct ConfigReadingTests {
    private func gateway(_ text: String) throws -> BoundGateway {
        let outcome = ConfigLoader.make().check(text)
        return try #require(outcome.gateway, "\(outcome.report.text)")
    }

    private func everything() throws -> BoundGateway {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "fine-everything.txt" })
        return try gateway(example.config)
    }

    private func smallest() throws -> BoundGateway {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "fine.txt" })
        return try gateway(example.config)
    }

    @Test func whatIsLeftOutHasADefault() throws {
        let config = try smallest().config
        #expect(config.dataDirectory.text == "data")
        #expect(config.accessLog == .standardOutput)
        #expect(config.envelope.value == .plain)
        #expect(config.envelopes.map(\.name) == [.plain])
        #expect(config.limits == .standard)
        #expect(config.threads == .standard)
        #expect(config.apis.map(\.isEnabled) == [true])
    }

    /// All values differ, so that no two keys can be mixed up.
    @Test func eachLimitHasItsKey() throws {
        let text = """
            {
              "listeners": [{ "address": "127.0.0.1:80" }], "apis": {},
              "limits": {
                "requestLineBytes": 1001, "fieldBytes": 1002, "headBytes": 1003, "fieldCount": 104, "bodyBytes": 1005,
                "headerReadMilliseconds": 1006, "bodyStallMilliseconds": 1007, "keepAliveIdleMilliseconds": 1008,
                "writeStallMilliseconds": 1009, "tlsHandshakeMilliseconds": 1010, "connections": 1011,
                "jsonDepth": 112, "drainMilliseconds": 1013, "writerQueue": 1014, "cpuQueue": 1015,
                "bufferBytes": 1048592, "outboxRetentionSeconds": 1017, "outboxDeadRetentionSeconds": 1018,
                "discardedBodyBytes": 1019
              },
              "threads": { "eventLoops": 16, "cpuPool": 17 }
            }
            """
        let config = try gateway(text).config
        #expect(
            config.limits
                == GatewayLimits(
                    requestLineBytes: 1001, fieldBytes: 1002, headBytes: 1003, fieldCount: 104, bodyBytes: 1005,
                    discardedBodyBytes: 1019,
                    headerReadMilliseconds: 1006, bodyStallMilliseconds: 1007, keepAliveIdleMilliseconds: 1008,
                    writeStallMilliseconds: 1009, tlsHandshakeMilliseconds: 1010, connections: 1011, jsonDepth: 112,
                    drainMilliseconds: 1013, writerQueue: 1014, cpuQueue: 1015,
                    bufferBytes: 1_048_592, outboxRetentionSeconds: 1017, outboxDeadRetentionSeconds: 1018))
        #expect(config.threads == ThreadCounts(eventLoops: 16, cpuPool: 17))
    }

    @Test func listenersAndPathsAreReadAsTypes() throws {
        let config = try everything().config
        #expect(config.listeners.map(\.address.value.description) == ["127.0.0.1:0", "127.0.0.1:0", "[::1]:8080"])
        #expect(config.listeners.allSatisfy { $0.address.value.socket.isLoopback && $0.tls == nil })
        #expect(config.dataDirectory.text == "/var/lib/gateway")
        #expect(config.accessLog == .off)
    }

    @Test func tlsIsRead() throws {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "fine-tls.txt" })
        let tls = try #require(try gateway(example.config).config.listeners[0].tls)
        #expect(tls.minimumVersion == .tls13)
        #expect(tls.keyPairs.map(\.certificate.value.text) == ["tls/valid.crt", "tls/second.crt"])
        #expect(tls.keyPairs.map(\.key.value.text) == ["tls/valid.key", "tls/valid.key"])
    }

    @Test func relativePathsStartAtTheFilesDirectory() throws {
        let text = #"{ "listeners": [{ "address": "127.0.0.1:80" }], "accessLog": { "path": "a.log" }, "apis": {} }"#
        let outcome = ConfigLoader.make().check(Array(text.utf8), name: "etc/gateway.json", directory: "etc")
        #expect(outcome.gateway?.config.dataDirectory.text == "etc/data")
        guard case .file(let path) = outcome.gateway?.config.accessLog else {
            Issue.record("the access log is a file")
            return
        }
        #expect(path.text == "etc/a.log")
    }

    @Test func aRouteHasAllThatTheRequestPathNeeds() throws {
        let route = try everything().routes[0]
        #expect(route.written.pattern == "GET /items")
        #expect(route.api.name.text == "items")
        #expect(route.operationName == "listItems")
        #expect(route.envelope.value.text == "plain")
        #expect(route.operation?.signature.name == "listItems")
        #expect(route.bodyLimitBytes == 10)
        #expect(route.access.token?.isRequired == false)
        #expect(
            route.access.token?.lookup.map(\.description)
                == ["header:authorization", "cookie:jwt", "query:token", "body:token"])
        #expect(route.access.looksIntoBody)
        #expect(route.access.app?.header.description == "x-app-token")
        #expect(route.access.app?.requiresSuper == false)
    }

    @Test func aRouteKnowsWhereItStands() throws {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "fine-everything.txt" })
        let outcome = ConfigLoader.make().check(example.config)
        let route = try #require(outcome.gateway?.routes[0])
        let position = outcome.report.source.position(of: route.written.place.offset)
        #expect(position == ConfigPosition(line: 26, column: 9))
    }

    @Test func theInnermostLimitAndEnvelopeHold() throws {
        let routes = try everything().routes
        #expect(routes[3].envelope.value.text == "wrapped")
        #expect(routes[6].envelope.value.text == "wrapped")
        #expect(routes[5].bodyLimitBytes == 5)
        #expect(routes[5].access.token == nil)
        #expect(routes[5].access.app == nil)
        #expect(routes[6].bodyLimitBytes == 0)
        #expect(routes[6].api.name.text == "clock")
    }

    @Test func aDisabledRouteIsKeptInTheGatewaysEnvelope() throws {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "fine-plugin-twice-disabled.txt" })
        let gateway = try gateway(example.config)
        #expect(gateway.apis.map(\.name.text) == ["items"])
        #expect(gateway.routes.map { $0.operation == nil } == [false, false, true, true])
        #expect(gateway.routes[2].written.pattern == "GET /more")
        #expect(gateway.routes[2].envelope.value == .plain)
    }

    @Test func aRateLimitCountsForItsRouteOrForTheAPI() throws {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "fine-rate-limits.txt" })
        let routes = try gateway(example.config).routes
        let shown = routes.map { route in
            route.rateLimit.map { "\($0) \(route.rateLimitScope.api) \(route.rateLimitScope.route ?? "all")" }
        }
        #expect(
            shown == [
                "10/1s per subject items all", nil, "1000000/86400s per app items GET /items/{id}",
                "1/1s per address clock GET /time",
            ])
    }

    /// An API that cannot be made must not be left out in silence.
    @Test func settingsThatRefuseThemselvesAreAnError() {
        let text = """
            {
              "listeners": [{ "address": "127.0.0.1:80" }],
              "apis": {
                "a": { "plugin": "stubborn", "routes": [{ "method": "GET", "path": "/", "operation": "x" }] }
              }
            }
            """
        let outcome = ConfigLoader.make(plugins: [LinkedPlugin(StubbornPlugin.self)]).check(text)
        let words = "gateway.json:4:10: apis.a.settings: is not valid\n"
        #expect(outcome.report.text.hasPrefix(words + "gateway.json:4:90: apis.a.routes[0].operation: "))
        #expect(outcome.gateway == nil)
    }

    @Test func anEnabledRouteReplacesADisabledOneOfItsShape() throws {
        let text = """
            {
              "listeners": [{ "address": "127.0.0.1:80" }],
              "apis": {
                "old": {
                  "enabled": false, "plugin": "clock",
                  "routes": [{ "method": "GET", "path": "/time", "operation": "readTime" }]
                },
                "new": {
                  "plugin": "clock",
                  "routes": [{ "method": "GET", "path": "/time", "operation": "readTime" }]
                }
              }
            }
            """
        let outcome = ConfigLoader.make().check(text)
        #expect(outcome.gateway?.routes.map(\.api.name.text) == ["new"])
        #expect(outcome.report.problems.map(\.severity) == [.warning])
    }
}
