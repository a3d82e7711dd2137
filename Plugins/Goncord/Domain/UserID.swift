import Kit

/// A user's number, from 1. Outside of the store it reads `User:4`.
struct UserID: Sendable, Hashable, SQLValue {
    private static let prefix = "User:"

    let number: Int64

    /// - Parameter number: from the store.
    init(_ number: Int64) { self.number = number }

    /// - Returns: `nil` unless the name is written exactly as `name` writes it.
    init?(name: String) {
        guard name.hasPrefix(Self.prefix), let number = Int64(name.dropFirst(Self.prefix.count)), number > 0 else {
            return nil
        }
        self.number = number
        guard self.name == name else { return nil }
    }

    /// As tokens and the access log name the user.
    var name: String { Self.prefix + String(number) }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(number) }
}

extension Caller {
    /// The user whose token it is.
    /// - Throws: `token.missing` when the route let the call in without one.
    func userID() throws(APIError) -> UserID {
        guard let id = UserID(name: try verifiedSubject().name) else { throw APIError(.tokenInvalid) }
        return id
    }
}
