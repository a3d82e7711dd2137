@testable import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct AppRegistryTests {
    private let directory = ScratchDirectory()
    private let now = Timestamp(milliseconds: 1_000_000)

    private func store() throws -> AppStore { AppStore(try AppStore.open(directory: directory.path) { _ in }) }

    /// - Parameters:
    ///   - leastPause: from look to look, in nanoseconds.
    ///   - flushPause: from one writing down of last uses to the next.
    private func registry(leastPause: UInt64 = 10_000_000, flushPause: UInt64 = .max >> 1) throws -> AppRegistry {
        var pauses = LookSchedule.Pauses(isWatching: true)
        (pauses.least, pauses.most, pauses.flush) = (leastPause, .max >> 1, flushPause)
        return try AppRegistry(directory: directory.path, pauses: pauses) { Issue.record("\($0)") }
    }

    /// Returns when the registry has called back.
    private func refresh(_ registry: AppRegistry) {
        let done = Signal()
        #expect(registry.refresh { done.notify() })
        #expect(done.wait(timeoutMicroseconds: 20_000_000))
    }

    private func lookup(_ view: AppView, _ token: String, api: String = "goncord", at time: Timestamp? = nil)
        -> AppLookup
    {
        view.lookup(Array(token.utf8).span, api: api, now: time ?? now)
    }

    private let web = App(name: "web", isSuper: false)

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
        #expect(lookup(view, "web-token", api: "callup") == .denied(.wrongAPI(web)))
        #expect(lookup(view, "web-token", at: end) == .denied(.expired(web)))
        #expect(lookup(view, "admin-token", api: "callup") == .allowed(App(name: "admin", isSuper: true)))
        #expect(lookup(view, "bad-token") == .denied(.blocked(App(name: "bad", isSuper: true))))
        #expect(lookup(view, "web-tokem") == .denied(.unknown))
        #expect(lookup(view, "") == .denied(.unknown))
    }

    @Test func anAppIsFoundByItsName() throws {
        let apps = try store()
        let end = now.adding(seconds: 10)
        try apps.add(
            appName("web"), apis: ["chat"], isSuper: false, token: appToken("web-token"), expiresAt: end, now: now)
        try apps.add(
            appName("bad"), apis: ["*"], isSuper: true, token: appToken("bad-token"), expiresAt: nil, now: now)
        try apps.block(appName("bad"))
        let link = AppLink()
        let chat = link.apps(of: "chat")
        #expect(chat.app(named: "web", at: now) == nil, "nobody is known before the registry is")
        let registry = try registry()
        defer { registry.stop() }
        link.connect(to: registry)
        let found = try #require(chat.app(named: "web", at: now))
        #expect(found.app == web && found.hasToken("web-token") && !found.hasToken("web-tokem"))
        #expect(!found.hasToken("") && !found.hasToken("bad-token"))
        for name in ["bad", "Web", "", "nobody"] { #expect(chat.app(named: name, at: now) == nil) }
        #expect(chat.app(named: "web", at: end) == nil)
        #expect(link.apps(of: "goncord").app(named: "web", at: now) == nil)
    }

    @Test func oneOfTwoTokensMayHaveEnded() throws {
        let apps = try store()
        try apps.add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("old-token"), expiresAt: nil, now: now)
        try apps.rotate(appName("web"), to: appToken("new-token"), old: .expire(at: now.adding(seconds: 10)), now: now)
        let registry = try registry()
        defer { registry.stop() }
        let snapshot = registry.snapshot
        let found = try #require(snapshot.app(named: "web", of: "chat", at: now))
        #expect(found.hasToken("old-token") && found.hasToken("new-token"))
        let later = try #require(snapshot.app(named: "web", of: "chat", at: now.adding(seconds: 10)))
        #expect(!later.hasToken("old-token") && later.hasToken("new-token"))
    }

    @Test func superDoesNotImplyAllAPIs() throws {
        try store().add(
            appName("admin"), apis: ["callup"], isSuper: true, token: appToken("admin-token"), expiresAt: nil, now: now)
        let registry = try registry()
        defer { registry.stop() }
        #expect(lookup(registry.makeView(), "admin-token") == .denied(.wrongAPI(App(name: "admin", isSuper: true))))
    }

    @Test func afterARefreshEveryViewShowsWhatAnotherConnectionCommittedBefore() throws {
        let registry = try registry()
        defer { registry.stop() }
        let views = [registry.makeView(), registry.makeView()]
        let apps = try store()
        let allowed = AppLookup.allowed(App(name: "web", isSuper: false))
        for view in views { #expect(lookup(view, "web-token") == .denied(.unknown)) }
        try apps.add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        refresh(registry)
        for view in views { #expect(lookup(view, "web-token") == allowed) }
        try apps.rotate(appName("web"), to: appToken("new-token"), old: .expire(at: now.adding(seconds: 5)), now: now)
        refresh(registry)
        for view in views {
            #expect(lookup(view, "new-token") == allowed)
            #expect(lookup(view, "web-token") == allowed)
            #expect(lookup(view, "web-token", at: now.adding(seconds: 5)) == .denied(.expired(web)))
        }
        try apps.block(appName("web"))
        refresh(registry)
        for view in views { #expect(lookup(view, "new-token") == .denied(.blocked(web))) }
        try apps.remove(appName("web"))
        refresh(registry)
        for view in views { #expect(lookup(view, "new-token") == .denied(.unknown)) }
    }

    @Test func whatAnotherConnectionCommitsIsTakenInUnasked() throws {
        // It looks every 292 years, unless it is told of a write.
        let registry = try registry()
        defer { registry.stop() }
        let view = registry.makeView()
        try store().add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        let end = Clock.monotonicNanoseconds() + 20_000_000_000
        while lookup(view, "web-token") == .denied(.unknown), Clock.monotonicNanoseconds() < end { sched_yield() }
        #expect(lookup(view, "web-token") == .allowed(App(name: "web", isSuper: false)))
    }

    @Test func aFileThatIsGoneIsToldOnce() throws {
        let sink = ReportSink()
        let registry = try AppRegistry(directory: directory.path) { sink.add($0) }
        defer { registry.stop() }
        refresh(registry)
        #expect(sink.lines.isEmpty)
        let path = directory.path + "/gateway.sqlite"
        #expect(rename(path, path + ".old") == 0)
        for _ in 0..<3 { refresh(registry) }
        // A look ends before the next one begins, and tells those who asked before it looks at the path.
        #expect(sink.lines.count == 1 && sink.lines[0].contains("was removed, moved or replaced"))
    }

    @Test func aRefreshCountsFromItsCall() throws {
        let registry = try registry()
        defer { registry.stop() }
        let apps = try store()
        let (looked, committed, refreshed) = (Signal(), Signal(), Signal())
        // Between the two the registry is in the middle of a look that began before the commit.
        #expect(
            registry.refresh {
                looked.notify()
                _ = committed.wait(timeoutMicroseconds: 20_000_000)
            })
        #expect(looked.wait(timeoutMicroseconds: 20_000_000))
        try apps.add(
            appName("web"), apis: ["*"], isSuper: false, token: appToken("web-token"), expiresAt: nil, now: now)
        #expect(registry.refresh { refreshed.notify() })
        committed.notify()
        #expect(refreshed.wait(timeoutMicroseconds: 20_000_000))
        #expect(lookup(registry.makeView(), "web-token") == .allowed(App(name: "web", isSuper: false)))
    }

    @Test func soManyWaitForARefreshAndNoMoreAndEachIsCalledOnce() throws {
        let registry = try registry()
        let (looked, goOn) = (Signal(), Signal())
        #expect(
            registry.refresh {
                looked.notify()
                _ = goOn.wait(timeoutMicroseconds: 20_000_000)
            })
        #expect(looked.wait(timeoutMicroseconds: 20_000_000))
        let calls = Calls()
        for _ in 0..<AppRegistry.refreshLimit { #expect(registry.refresh { calls.count.withLock { $0 += 1 } }) }
        #expect(!registry.refresh { Issue.record("one too many") })
        goOn.notify()
        registry.stop()
        #expect(calls.count.withLock { $0 } == AppRegistry.refreshLimit)
        #expect(!registry.refresh { Issue.record("the registry has stopped") })
    }

    private final class Calls: Sendable {
        let count = Lock(0)
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
        refresh(registry)
        #expect(lookup(view, "other-token") == .allowed(App(name: "other", isSuper: false)))
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
        let registry = try registry(leastPause: 0, flushPause: 0)
        let view = registry.makeView()
        let path = DataDirectory.databasePath("gateway", in: directory.path) + "-wal"
        func logBytes() throws -> Int {
            try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        }
        let before = try logBytes()
        for round in Int64(1)...100 {
            let time = now.adding(seconds: round)
            for name in names { _ = lookup(view, name + "-token", at: time) }
            // They are written down after a look, so before the next.
            refresh(registry)
            refresh(registry)
            #expect(try apps.list(now: now).allSatisfy { $0.lastUsedAt == time })
        }
        // Three pages or so are written in each round.
        let growth = try logBytes() - before
        registry.stop()
        #expect(growth < 100 * 4096, "\(growth)")
    }
}
