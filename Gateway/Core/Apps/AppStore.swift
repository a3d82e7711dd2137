package import Kit
package import System

/// The apps as they are kept in `gateway.sqlite`: what the command `gateway apps` does. For one thread.
package struct AppStore {
    /// What becomes of an app's older token when it gets another.
    package enum OldToken: Sendable, Equatable {
        /// It stays good.
        case keep
        /// It is good until then, or until its own end if that is sooner.
        case expire(at: Timestamp)
        /// It is not good any more.
        case drop
    }

    private let database: Database

    /// - Parameter database: of `open`, or another with the same schema.
    package init(_ database: Database) { self.database = database }

    /// Opens the apps' database, and makes file and directory if there are none. Works beside a running gateway.
    /// - Parameter report: gets the details of an error whose cause `AppError.storeFailed` does not tell.
    package static func open(
        directory: String, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> sending Database {
        let path = DataDirectory.databasePath("gateway", in: directory)
        return try Store.openForWriting(path: path, schema: schema, report: report)
    }

    /// The same of a file that is there; `nil` when there is none.
    package static func openExisting(
        directory: String, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> sending Database? {
        guard SmallFile.exists(DataDirectory.databasePath("gateway", in: directory)) else { return nil }
        return try open(directory: directory, report: report)
    }

    /// Opens the apps' database to read it; `nil` when there is none yet. Works beside a running gateway.
    package static func openForReading(
        directory: String, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> sending Database? {
        let path = DataDirectory.databasePath("gateway", in: directory)
        guard SmallFile.exists(path) else { return nil }
        do throws(DatabaseError) {
            return try Database(path: path, mode: .readOnly, report: report)
        } catch { throw StoreError(path: path, error) }
    }

    /// Adds an app, active from now on.
    /// - Parameter apis: names of APIs, or `*` for all; at least one.
    package func add(
        _ name: AppName, apis: [String], isSuper: Bool, token: AppToken, expiresAt: Timestamp?, now: Timestamp
    ) throws(AppError) {
        let apis = try Self.checked(apis)
        try transaction { () throws(AppError) in
            guard try id(of: name) == nil else { throw .nameTaken(name) }
            let id = try orFail { () throws(DatabaseError) in
                try database.first(Self.insertApp, name.description, isSuper, expiresAt, now) { $0.int64(0) }
            }
            guard let id else { throw .storeFailed("the new app has no number") }
            for api in apis { try orFail { () throws(DatabaseError) in try database.execute(Self.insertAPI, id, api) } }
            try insert(token, of: id, now: now)
        }
    }

    /// All apps, by name.
    package func list(now: Timestamp) throws(AppError) -> [AppRecord] {
        try transaction(Self.beginReading) { () throws(AppError) in
            try orFail { () throws(DatabaseError) in
                let apps = try database.all(Self.selectApps) { row in (row.int64(0), StoredApp(row)) }
                var records: [AppRecord] = []
                for (id, app) in apps {
                    let apis = try database.all(Self.selectAPIs, id) { $0.text(0) }
                    let ends = try database.all(Self.selectLiveTokens, id, now) { $0.optionalTimestamp(0) }
                    if let record = app.record(apis: apis, tokenExpiries: ends) { records.append(record) }
                }
                return records
            }
        }
    }

    /// Shuts the app out until `unblock`.
    package func block(_ name: AppName) throws(AppError) { try update(Self.setBlocked, name, true) }

    /// Lets the app in again, super if it was.
    package func unblock(_ name: AppName) throws(AppError) { try update(Self.setBlocked, name, false) }

    /// Forgets the app and its tokens.
    package func remove(_ name: AppName) throws(AppError) {
        guard try orFail({ () throws(DatabaseError) in try database.execute(Self.deleteApp, name.description) }) > 0
        else {
            throw .unknown(name)
        }
    }

    /// Gives the app another token. At most two are good at a time.
    /// - Throws: `twoTokens` when the old ones are kept and two are good.
    package func rotate(
        _ name: AppName, to token: AppToken, old: OldToken, now: Timestamp
    ) throws(AppError) {
        try transaction { () throws(AppError) in
            guard let id = try id(of: name) else { throw .unknown(name) }
            let liveCount = try orFail { () throws(DatabaseError) in
                try database.execute(Self.deleteExpiredTokens, id, now)
                return try database.all(Self.selectLiveTokens, id, now) { _ in () }.count
            }
            if old != .drop, liveCount >= 2 { throw .twoTokens(name) }
            try orFail { () throws(DatabaseError) in
                switch old {
                case .keep: break
                case .expire(let end): try database.execute(Self.endTokens, id, end)
                case .drop: try database.execute(Self.deleteTokens, id)
                }
            }
            try insert(token, of: id, now: now)
        }
    }

    // MARK: - Parts

    private static func checked(_ apis: [String]) throws(AppError) -> [String] {
        guard !apis.isEmpty else { throw .noAPI }
        for api in apis where api != "*" && AppName(api) == nil { throw .badAPI(api) }
        return apis.contains("*") ? ["*"] : Array(Set(apis))
    }

    private func id(of name: AppName) throws(AppError) -> Int64? {
        try orFail { () throws(DatabaseError) in try database.first(Self.selectID, name.description) { $0.int64(0) } }
    }

    private func insert(_ token: AppToken, of id: Int64, now: Timestamp) throws(AppError) {
        let digest = token.digest
        try orFail { () throws(DatabaseError) in try database.execute(Self.deleteDeadToken, digest, now) }
        let owner = try orFail { () throws(DatabaseError) in
            try database.first(Self.selectToken, digest) { $0.int64(0) }
        }
        guard owner == nil else { throw .tokenTaken }
        try orFail { () throws(DatabaseError) in try database.execute(Self.insertToken, digest, id, now) }
    }

    private func update(_ sql: SQL, _ name: AppName, _ value: Bool) throws(AppError) {
        let count = try orFail { () throws(DatabaseError) in try database.execute(sql, name.description, value) }
        guard count > 0 else { throw .unknown(name) }
    }

    @discardableResult
    private func orFail<Result>(_ body: () throws(DatabaseError) -> Result) throws(AppError) -> Result {
        do { return try body() } catch { throw .storeFailed(APIError(error).message) }
    }

    private func transaction<Result>(
        _ begin: SQL = Self.begin, _ body: () throws(AppError) -> Result
    ) throws(AppError) -> Result {
        try orFail { () throws(DatabaseError) in try database.execute(begin) }
        do throws(AppError) {
            let result = try body()
            try orFail { () throws(DatabaseError) in try database.execute(Self.commit) }
            return result
        } catch {
            if database.isInTransaction { _ = try? database.execute(Self.rollback) }
            throw error
        }
    }
}
