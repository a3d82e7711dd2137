import Kit
import System

/// All apps as of one moment; never changed, so that any thread reads it without a lock.
final class AppSnapshot: Sendable {
    private let entries: [TokenDigest: AppEntry]
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
        let tokens = try database.all(
            AppStore.selectAllTokens, map: { ($0.int64(0), TokenDigest(stored: $0.blob(1)), $0.optionalTimestamp(2)) })
        for (id, digest, end) in tokens {
            guard let digest, let (app, usage) = apps[id] else { continue }
            entries[digest] = AppEntry(app, apis: apis[id] ?? [], tokenExpiresAt: end, usage: usage)
        }
        self.entries = entries
        self.usages = apps.values.map(\.1)
    }

    /// Looks an app up by its token.
    func entry(for digest: TokenDigest) -> AppEntry? { entries[digest] }
}
