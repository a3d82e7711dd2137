package import Kit

/// One app as `gateway apps list` shows it.
package struct AppRecord: Sendable, Equatable {
    /// What it may do at present.
    package enum Status: String, Sendable {
        case active
        case blocked
        case `super`
    }

    /// Its name.
    package let name: AppName
    /// Blocked wins over super.
    package let status: Status
    /// The names of the APIs it may call, in order; `*` alone is all of them.
    package let apis: [String]
    /// When the app stops to be let in; `nil` is never.
    package let expiresAt: Timestamp?
    /// When it was added.
    package let createdAt: Timestamp
    /// When it was last let in, to within some seconds; `nil` is never.
    package let lastUsedAt: Timestamp?
    /// Its tokens that are still good, oldest first; `nil` stands for one without an end.
    package let tokenExpiries: [Timestamp?]
}

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
