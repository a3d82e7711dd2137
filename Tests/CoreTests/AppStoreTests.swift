import Core
import Kit
import System
import TestSupport
import Testing

/// A name that is known to be one.
func appName(_ text: String) throws -> AppName { try #require(AppName(text)) }
func appToken(_ text: String) throws -> AppToken { try #require(AppToken(given: text)) }

struct AppStoreTests {
    private let directory = ScratchDirectory()
    private let apps: AppStore
    private let now = Timestamp(milliseconds: 1_000_000)

    init() throws {
        apps = AppStore(try AppStore.open(directory: directory.path) { _ in })
    }

    private func add(
        _ name: String, apis: [String] = ["goncord"], isSuper: Bool = false, token: String? = nil
    ) throws {
        let token = try token.map { try appToken($0) } ?? AppToken.random()
        try apps.add(appName(name), apis: apis, isSuper: isSuper, token: token, expiresAt: nil, now: now)
    }

    @Test func whatIsAddedIsListedByName() throws {
        try add("web", apis: ["goncord", "callup", "goncord"])
        try add("admin", apis: ["callup", "*"], isSuper: true)
        let records = try apps.list(now: now)
        #expect(records.map(\.name.description) == ["admin", "web"])
        #expect(records.map(\.status) == [.super, .active])
        #expect(records.map(\.apis) == [["*"], ["callup", "goncord"]])
        #expect(records.map(\.createdAt) == [now, now])
        #expect(records.map(\.lastUsedAt) == [nil, nil])
        #expect(records.map(\.tokenExpiries) == [[nil], [nil]])
    }

    @Test func anAppThatMayCallNothingOrNoRealNameIsRefused() throws {
        #expect(throws: AppError.noAPI) { try add("web", apis: []) }
        #expect(throws: AppError.badAPI("a b")) { try add("web", apis: ["goncord", "a b"]) }
        #expect(try apps.list(now: now).isEmpty)
    }

    @Test func aNameOrATokenIsTakenOnce() throws {
        try add("web", token: "a-known-token")
        #expect(throws: AppError.nameTaken(try appName("web"))) { try add("web") }
        #expect(throws: AppError.tokenTaken) { try add("other", token: "a-known-token") }
        #expect(try apps.list(now: now).count == 1)
    }

    @Test func blockingKeepsWhatTheAppWas() throws {
        try add("admin", isSuper: true)
        try apps.block(appName("admin"))
        #expect(try apps.list(now: now).map(\.status) == [.blocked])
        try apps.unblock(appName("admin"))
        #expect(try apps.list(now: now).map(\.status) == [.super])
    }

    @Test func anUnknownNameIsSaidSo() throws {
        let nobody = try appName("nobody")
        #expect(throws: AppError.unknown(nobody)) { try apps.block(nobody) }
        #expect(throws: AppError.unknown(nobody)) { try apps.unblock(nobody) }
        #expect(throws: AppError.unknown(nobody)) { try apps.remove(nobody) }
        #expect(throws: AppError.unknown(nobody)) {
            try apps.rotate(nobody, to: AppToken.random(), old: .keep, now: now)
        }
    }

    @Test func twoTokensAreGoodAtATimeAndAThirdIsRefused() throws {
        let web = try appName("web")
        try add("web")
        try apps.rotate(web, to: AppToken.random(), old: .keep, now: now)
        #expect(try apps.list(now: now)[0].tokenExpiries == [nil, nil])
        #expect(throws: AppError.twoTokens(web)) { try apps.rotate(web, to: AppToken.random(), old: .keep, now: now) }
        let later = now.adding(seconds: 60)
        #expect(throws: AppError.twoTokens(web)) {
            try apps.rotate(web, to: AppToken.random(), old: .expire(at: later), now: now)
        }
        try apps.rotate(web, to: AppToken.random(), old: .drop, now: now)
        #expect(try apps.list(now: now)[0].tokenExpiries == [nil])
    }

    @Test func anOldTokenMayEndLaterAndMakesRoomThen() throws {
        let web = try appName("web")
        try add("web")
        let end = now.adding(seconds: 60)
        try apps.rotate(web, to: AppToken.random(), old: .expire(at: end), now: now)
        #expect(try Set(apps.list(now: now)[0].tokenExpiries) == [end, nil])
        #expect(try apps.list(now: end)[0].tokenExpiries == [nil])
        try apps.rotate(web, to: AppToken.random(), old: .keep, now: end)
        #expect(try apps.list(now: end)[0].tokenExpiries == [nil, nil])
    }

    @Test func aRefusedRotationChangesNothing() throws {
        let web = try appName("web")
        try add("web", token: "first-token")
        #expect(throws: AppError.tokenTaken) {
            try apps.rotate(web, to: appToken("first-token"), old: .keep, now: now)
        }
        #expect(try apps.list(now: now)[0].tokenExpiries == [nil])
    }

    @Test func whatIsRemovedLeavesNothingBehind() throws {
        try add("web", token: "a-known-token")
        try apps.remove(appName("web"))
        #expect(try apps.list(now: now).isEmpty)
        try add("web", token: "a-known-token")
    }

    @Test func twoConnectionsAtOnceAreServed() throws {
        let other = AppStore(try AppStore.open(directory: directory.path) { _ in })
        try add("web")
        try other.block(appName("web"))
        #expect(try apps.list(now: now).map(\.status) == [.blocked])
    }

    @Test(arguments: ["", "a b", "ä", "a/b", String(repeating: "a", count: 65)])
    func aNameOfOtherCharactersIsNone(text: String) { #expect(AppName(text) == nil) }

    @Test(arguments: ["", "1234567", "with a space", "ümlaut-token", String(repeating: "a", count: 257)])
    func aGivenTokenOfOtherShapeIsNone(text: String) { #expect(AppToken(given: text) == nil) }

    @Test func randomTokensAreLongAndDifferent() {
        let tokens = (0..<100).map { _ in AppToken.random().reveal() }
        #expect(Set(tokens).count == 100)
        for token in tokens {
            #expect(token.hasPrefix("gw_") && token.utf8.count == 46)
            #expect(AppToken(given: token) != nil)
        }
    }
}
