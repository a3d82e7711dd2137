import Kit

/// A row of the table `apps`.
struct StoredApp {
    let name: String
    let isSuper: Bool
    let isBlocked: Bool
    let expiresAt: Timestamp?
    let createdAt: Timestamp
    let lastUsedAt: Timestamp?

    /// - Parameter row: of `AppStore.selectApps`.
    init(_ row: borrowing Row) {
        name = row.text(1)
        isSuper = row.bool(2)
        isBlocked = row.bool(3)
        expiresAt = row.optionalTimestamp(4)
        createdAt = row.timestamp(5)
        lastUsedAt = row.optionalTimestamp(6)
    }

    /// `nil` when somebody else has written a name that is none.
    func record(apis: [String], tokenExpiries: [Timestamp?]) -> AppRecord? {
        guard let name = AppName(name) else { return nil }
        return AppRecord(
            name: name, status: isBlocked ? .blocked : isSuper ? .super : .active, apis: apis, expiresAt: expiresAt,
            createdAt: createdAt, lastUsedAt: lastUsedAt, tokenExpiries: tokenExpiries)
    }
}
