import Kit

/// Whose failed logins are counted together.
///
/// Names that no user has are counted too. Else an answer of 429 would tell which users there are, and so would the
/// time that a write takes.
struct LoginAccount: Sendable, Hashable, SQLValue {
    /// A user's number, or a negative one for a name that no user has.
    private let number: Int64

    init(_ user: UserID) { number = user.number }

    /// - Parameter name: matches no user, or two.
    ///
    /// The name itself is not kept, for people type passwords there. Two names that share a number are closed
    /// together, which harms nobody: neither has a user.
    init(unknown name: LoginName) {
        // FNV-1a: the same after a restart, unlike Hasher. 0xFF, no byte of UTF-8, ends each part.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [name.login, name.email] {
            for byte in part?.text.utf8 ?? "".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        number = -1 - Int64(hash >> 1)
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(number) }
}
