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
