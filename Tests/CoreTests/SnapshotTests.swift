import Kit
import TestSupport
import Testing

@testable import Core

/// What a config becomes when it is served, without sockets.
struct SnapshotTests {
    private let fixtures: [StoreFixture]
    private let stores = PluginStores()

    init() throws {
        fixtures = [try StoreFixture(), try StoreFixture()]
        for (plugin, fixture) in zip([ItemsPlugin.id, ClockPlugin.id], fixtures) {
            try stores.open(plugin) { _ in fixture.store }
        }
    }

    private func gateway(_ apis: [String]) throws -> BoundGateway {
        let text = """
            { "listeners": [{ "address": "127.0.0.1:80" }], "apis": { \(apis.joined(separator: ", ")) } }
            """
        let outcome = ConfigLoader.make().check(text)
        return try #require(outcome.gateway, "\(outcome.report.text)")
    }

    private static let items = """
        "a": { "plugin": "items", "routes": [{ "method": "GET", "path": "/items", "operation": "listItems" }] }
        """
    private static let clock = """
        "b": { "plugin": "clock", "routes": [{ "method": "GET", "path": "/time", "operation": "readTime" }] }
        """

    @Test(arguments: [[items, clock], [clock, items]])
    func aPluginHasItsDatabaseWhereverItStandsInTheFile(_ apis: [String]) throws {
        for route in try gateway(apis).makeRoutes(stores) {
            let wanted = route.bound.api.name.text == "a" ? fixtures[0] : fixtures[1]
            #expect(route.store?.store === wanted.store)
        }
    }
}
