import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct AppRegistryTests {
    private let directory = ScratchDirectory()
    private let now = Timestamp(milliseconds: 1_000_000)

    private func store() throws -> AppStore { AppStore(try AppStore.open(directory: directory.path) { _ in }) }

    private func registry() throws -> AppRegistry {
        try AppRegistry(directory: directory.path, pollMilliseconds: 5) { Issue.record("\($0)") }
    }

    private func lookup(_ view: AppView, _ token: String, api: String = "goncord", at time: Timestamp? = nil)
        -> AppLookup
    {
        view.lookup(Array(token.utf8).span, api: api, now: time ?? now)
    }

    /// Looks again and again until the answer is that one; at most five seconds.
    private func eventually(_ expected: AppLookup, _ look: () -> AppLookup) -> Bool {
        let end = Clock.monotonicNanoseconds() + 5_000_000_000
        while look() != expected {
            guard Clock.monotonicNanoseconds() < end else { return false }
            _ = Signal().wait(timeoutMicroseconds: 1_000)
        }
        return true
    }

    @Test func everyReasonForADenialIsTold() throws {
        let apps = try store()
        let end = now.adding(seconds: 10)
        try apps.add(
            appName("web"), apis: ["goncord"], isSuper: false, token: appToken("web-token"), expiresAt: end, now: now)
        try apps.add(
            appName("admin"), apis: ["*"], isSuper: true, token: appToken("admin-token"), expiresAt: nil, now: now)
        try apps.add(
            appName("bad"), apis: ["*"], isSuper: true, token: appToken("bad-token"), expiresAt: nil, now: now)
        try apps.block(appName("bad"))
        let registry = try registry()
        defer { registry.stop() }
        let view = registry.makeView()
        #expect(lookup(view, "web-token") == .allowed(App(name: "web", isSuper: false)))
        #expect(lookup(view, "web-token", api: "callup") == .denied(.wrongAPI))
        #expect(lookup(view, "web-token", at: end) == .denied(.expired))
        #expect(lookup(view, "admin-token", api: "callup") == .allowed(App(name: "admin", isSuper: true)))
        #expect(lookup(view, "bad-token") == .denied(.blocked))
        #expect(lookup(view, "web-tokem") == .denied(.unknown))
        #expect(lookup(view, "") == .denied(.unknown))
    }

    @Test func superDoesNotImplyAllAPIs() throws {
        try store().add(
            appName("admin"), apis: ["callup"], isSuper: true, token: appToken("admin-token"), expiresAt: nil, now: now)
        let registry = try registry()
        defer { registry.stop() }
        #expect(lookup(registry.makeView(), "admin-token") == .denied(.wrongAPI))
    }

    @Test func whatAnotherConnectionChangesTakesEffectInEveryView() throws {
        let registry = try registry()
        defer { registry.stop() }
        let views = [registry.makeView(), registry.makeView()]
        let apps = try store()
        let web = App(name: "web", isSuper: false)
        let allowed = AppLookup.allowed(web)
        for view in views { #expect(lookup(view, "web-token") == .denied(.unknown)) }
        try apps.add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        for view in views { #expect(eventually(allowed) { lookup(view, "web-token") }) }
        try apps.rotate(appName("web"), to: appToken("new-token"), old: .expire(at: now.adding(seconds: 5)), now: now)
        for view in views {
            #expect(eventually(allowed) { lookup(view, "new-token") })
            #expect(lookup(view, "web-token") == allowed)
            #expect(lookup(view, "web-token", at: now.adding(seconds: 5)) == .denied(.expired))
        }
        try apps.block(appName("web"))
        for view in views { #expect(eventually(.denied(.blocked)) { lookup(view, "new-token") }) }
        try apps.remove(appName("web"))
        for view in views { #expect(eventually(.denied(.unknown)) { lookup(view, "new-token") }) }
    }

    @Test func aNewAppIsLetInAtItsFirstRequest() throws {
        let registry = try AppRegistry(directory: directory.path, pollMilliseconds: 3_600_000) {
            Issue.record("\($0)")
        }
        defer { registry.stop() }
        let (view, other) = (registry.makeView(), registry.makeView())
        let apps = try store()
        try apps.add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        let allowed = AppLookup.allowed(App(name: "web", isSuper: false))
        #expect(lookup(view, "web-token") == allowed)
        #expect(lookup(other, "web-token") == allowed)
        // Soon after a look there is no other.
        try apps.rotate(appName("web"), to: appToken("new-token"), old: .drop, now: now)
        #expect(eventually(allowed) { lookup(view, "new-token") })
        #expect(lookup(other, "web-token") == .denied(.unknown))
    }

    @Test func nothingIsLeftInTheDatabaseLog() throws {
        let registry = try registry()
        #expect(lookup(registry.makeView(), "web-token") == .denied(.unknown))
        registry.stop()
        let log = DataDirectory.databasePath("gateway", in: directory.path) + "-wal"
        #expect(!FileManager.default.fileExists(atPath: log))
    }

    @Test func theLastUseIsWrittenDownAndOnlyWhenLetIn() throws {
        let apps = try store()
        for name in ["used", "denied"] {
            try apps.add(
                appName(name), apis: ["goncord"], isSuper: false, token: appToken(name + "-token"), expiresAt: nil,
                now: now)
        }
        let registry = try registry()
        let view = registry.makeView()
        _ = lookup(view, "used-token")
        _ = lookup(view, "used-token", at: now.adding(seconds: 7))
        _ = lookup(view, "denied-token", api: "callup")
        registry.stop()
        let records = try apps.list(now: now)
        #expect(records.map(\.name.description) == ["denied", "used"])
        #expect(records.map(\.lastUsedAt) == [nil, now.adding(seconds: 7)])
    }

    @Test func lastUsesSurviveAChangeOfTheApps() throws {
        let apps = try store()
        try apps.add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        let registry = try registry()
        let view = registry.makeView()
        _ = lookup(view, "web-token")
        try apps.add(
            appName("other"), apis: ["*"], isSuper: false, token: appToken("other-token"), expiresAt: nil, now: now)
        #expect(eventually(.allowed(App(name: "other", isSuper: false))) { lookup(view, "other-token") })
        registry.stop()
        #expect(try apps.list(now: now).map(\.lastUsedAt) == [now, now])
    }

    @Test func theDatabaseLogStaysBoundedHoweverOftenLastUsesAreWrittenDown() throws {
        let apps = try store()
        let names = (0..<400).map { "app-\($0)" }
        for name in names {
            try apps.add(
                appName(name), apis: ["*"], isSuper: false, token: appToken(name + "-token"), expiresAt: nil, now: now)
        }
        let registry = try AppRegistry(directory: directory.path, pollMilliseconds: 1) { Issue.record("\($0)") }
        let view = registry.makeView()
        let path = DataDirectory.databasePath("gateway", in: directory.path) + "-wal"
        func logBytes() throws -> Int {
            try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        }
        let before = try logBytes()
        for round in Int64(1)...100 {
            let time = now.adding(seconds: round)
            for name in names { _ = lookup(view, name + "-token", at: time) }
            let end = Clock.monotonicNanoseconds() + 5_000_000_000
            while try apps.list(now: now).contains(where: { $0.lastUsedAt != time }) {
                try #require(Clock.monotonicNanoseconds() < end)
                _ = Signal().wait(timeoutMicroseconds: 1_000)
            }
        }
        // Three pages or so are written in each round.
        let growth = try logBytes() - before
        registry.stop()
        #expect(growth < 100 * 4096, "\(growth)")
    }
}
