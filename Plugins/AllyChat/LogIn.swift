import Kit

/// Which operator logs in, and the proof.
struct LogIn: OperationInput {
    let login: TypedLogin
    let password: Password

    static let bodyFormats: [BodyFormat] = [.form, .json]
}

/// Someone who gave the right password.
enum ProvenOperator: Sendable {
    /// An operator who is stored. The hash is to be stored, when the old one was made at another cost.
    case known(UserID, oldHash: PasswordHash, newHash: PasswordHash?)
    /// The admin of the settings, who is stored from now on.
    case firstAdmin(Login, PasswordHash)
}

extension AllyChat {
    /// On the CPU pool. Costs the same whether the login is unknown or the password wrong.
    /// - Returns: `nil` when nobody proved to be who they are.
    func checkPassword(_ input: LogIn, _ call: borrowing ReadCall) throws(APIError) -> ProvenOperator? {
        try failures.check(input.login.attemptKey, call)
        let stored = try call.store.storedPassword(of: input.login.key)
        if stored == nil, let admin, admin.login.key == input.login.key, try !call.store.hasAdmin() {
            guard input.password.text.utf8.count <= PasswordHash.passwordLimitBytes else { return nil }
            let hash = try hashing.hash(input.password.text)
            let secret = String(decoding: admin.password.bytes, as: UTF8.self)
            return input.password.text.equalsInConstantTime(secret) ? .firstAdmin(admin.login, hash) : nil
        }
        let verdict = try hashing.check(input.password.text, against: stored?.hash)
        guard let stored, case .right(let newHash) = verdict else { return nil }
        return .known(stored.user, oldHash: stored.hash, newHash: newHash)
    }

    /// On the writer, where the failures of parallel attempts are counted one after the other.
    func logIn(
        _ input: LogIn, _ proven: ProvenOperator?, _ call: borrowing WriteCall
    ) throws(APIError) -> IssuedToken {
        try failures.check(input.login.attemptKey, call)
        let stored = try call.store.reading.storedPassword(of: input.login.key)
        switch proven {
        // A password that was replaced in the meantime is a wrong one.
        case .known(let user, let oldHash, let newHash) where stored?.user == user && stored?.hash == oldHash:
            if let newHash { try call.store.replaceHash(newHash, of: user) }
            return tokens.issue(to: user, at: call.now)
        case .firstAdmin(let login, let hash):
            // Of two first log-ins at once the second finds what the first has stored.
            if let stored { return tokens.issue(to: stored.user, at: call.now) }
            guard try !call.store.reading.hasAdmin() else { throw APIError(.credentialsInvalid) }
            let user = UserID.make(at: call.now)
            try call.store.insertOperator(user, .admin, login, hash)
            return tokens.issue(to: user, at: call.now)
        default:
            try failures.record(input.login.attemptKey, call)
            throw APIError(.credentialsInvalid).keepingWrites
        }
    }
}
