import Kit
import Synchronization
import System

/// All apps as of one moment; never changed, so that any thread reads it without a lock.
final class AppSnapshot: Sendable {
    private let entries: [TokenDigest: AppEntry]
    private let names: [String: NamedApp]
    /// One for each app.
    let usages: [AppUsage]

    /// Reads all of it.
    /// - Parameters:
    ///   - database: with the schema of `AppStore`.
    ///   - earlier: whose last uses go on being noted.
    init(reading database: Database, keeping earlier: AppSnapshot? = nil) throws(DatabaseError) {
        let usages = Dictionary((earlier?.usages ?? []).map { ($0.appID, $0) }, uniquingKeysWith: { $1 })
        var apis: [Int64: [String]] = [:]
        for (id, api) in try database.all(AppStore.selectAllAPIs, map: { ($0.int64(0), $0.text(1)) }) {
            apis[id, default: []].append(api)
        }
        var apps: [Int64: (StoredApp, AppUsage)] = [:]
        for (id, app) in try database.all(AppStore.selectApps, map: { ($0.int64(0), StoredApp($0)) }) {
            apps[id] = (app, usages[id] ?? AppUsage(appID: id, storedAt: app.lastUsedAt))
        }
        var entries: [TokenDigest: AppEntry] = [:]
        var named: [Int64: NamedApp] = [:]
        for (id, (app, usage)) in apps {
            named[id] = NamedApp(entry: AppEntry(app, apis: apis[id] ?? [], tokenExpiresAt: nil, usage: usage))
        }
        let tokens = try database.all(
            AppStore.selectAllTokens, map: { ($0.int64(0), TokenDigest(stored: $0.blob(1)), $0.optionalTimestamp(2)) })
        for (id, digest, end) in tokens {
            guard let digest, let (app, usage) = apps[id] else { continue }
            named[id]?.tokens.append((digest, end))
            entries[digest] = AppEntry(app, apis: apis[id] ?? [], tokenExpiresAt: end, usage: usage)
        }
        self.entries = entries
        names = Dictionary(
            named.map { id, app in (apps[id]?.0.name ?? "", app) }, uniquingKeysWith: { first, _ in first })
        self.usages = apps.values.map(\.1)
    }

    /// Looks an app up by its name, and whether it may call the API.
    func app(named name: String, of api: String, at now: Timestamp) -> RegisteredApp? {
        guard let named = names[name], case .allowed(let app) = named.entry.admit(to: api, now: now) else {
            return nil
        }
        let tokens = named.tokens.filter { $0.endsAt.map { now < $0 } ?? true }
        return RegisteredApp(app, tokens: tokens.map(\.digest))
    }

    /// Looks an app up by its token.
    func entry(for digest: TokenDigest) -> AppEntry? { entries[digest] }
}

/// An app, whichever token it comes with.
private struct NamedApp {
    /// Without the end of any token.
    let entry: AppEntry
    var tokens: [(digest: TokenDigest, endsAt: Timestamp?)] = []
}

/// All that a request needs to know of the app behind one token.
final class AppEntry: Sendable {
    private let app: App
    private let isBlocked: Bool
    /// `nil` stands for all.
    private let apis: [String]?
    /// The end of the app or of the token, whichever comes first.
    private let expiresAt: Timestamp?
    private let usage: AppUsage

    init(_ stored: StoredApp, apis: [String], tokenExpiresAt: Timestamp?, usage: AppUsage) {
        app = App(name: stored.name, isSuper: stored.isSuper)
        isBlocked = stored.isBlocked
        self.apis = apis.contains("*") ? nil : apis
        expiresAt = [stored.expiresAt, tokenExpiresAt].compactMap { $0 }.min()
        self.usage = usage
    }

    /// Whether it is let in, and if so, that it was.
    func admit(to api: String, now: Timestamp) -> AppLookup {
        if isBlocked { return .denied(.blocked(app)) }
        if let expiresAt, expiresAt <= now { return .denied(.expired(app)) }
        if let apis, !apis.contains(api) { return .denied(.wrongAPI(app)) }
        usage.note(now)
        return .allowed(app)
    }
}

/// When one app was last let in. Event loops note it, the registry's thread writes it down now and then.
final class AppUsage: Sendable {
    let appID: Int64
    private let latest: Atomic<Int64>
    private let stored: Atomic<Int64>

    init(appID: Int64, storedAt: Timestamp?) {
        self.appID = appID
        let milliseconds = storedAt?.milliseconds ?? 0
        latest = Atomic(milliseconds)
        stored = Atomic(milliseconds)
    }

    /// Notes a use, at most once a second, so that loops do not fight over the cache line.
    func note(_ now: Timestamp) {
        guard now.milliseconds - latest.load(ordering: .relaxed) >= 1000 else { return }
        latest.store(now.milliseconds, ordering: .relaxed)
    }

    /// What is not yet in the store. For the registry's thread alone.
    var unstored: Timestamp? {
        let latest = latest.load(ordering: .relaxed)
        return latest > stored.load(ordering: .relaxed) ? Timestamp(milliseconds: latest) : nil
    }

    /// That it is in the store now.
    func markStored(_ time: Timestamp) { stored.store(time.milliseconds, ordering: .relaxed) }
}
