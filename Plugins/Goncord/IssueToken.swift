import Kit

/// Who logs in, by login, e-mail address or both, and the proof.
struct IssueToken: OperationInput {
    let name: LoginName
    let password: Password

    private enum CodingKeys: CodingKey {
        case password
    }

    init(from decoder: any Decoder) throws {
        name = try LoginName(from: decoder)
        password = try decoder.container(keyedBy: CodingKeys.self).decode(Password.self, forKey: .password)
    }
}

/// A user and a token that stands for them.
struct IssuedToken: Encodable, Sendable {
    let user: User
    let jwt: String
}

/// A login whose password was looked at, and what came of it.
struct LoginAttempt: Sendable {
    let account: LoginAccount
    /// The user that proved to be who they are; `nil` when nobody did.
    let user: ProvenUser?
}

/// A user who gave the right password.
struct ProvenUser: Sendable {
    let id: UserID
    /// To be stored, when the old one was made at another cost.
    let newHash: PasswordHash?
}

extension Goncord {
    /// On the CPU pool. Costs the same whether the user is unknown or the password wrong.
    func checkPassword(_ input: IssueToken, _ call: borrowing ReadCall) throws(APIError) -> LoginAttempt {
        let known = try call.store.storedPassword(of: input.name)
        let account = known.map { LoginAccount($0.userID) } ?? LoginAccount(unknown: input.name)
        try failures.check(account, call)
        let verdict = try hashing.check(input.password.text, against: known?.hash)
        guard let known, case .right(let newHash) = verdict else { return LoginAttempt(account: account, user: nil) }
        return LoginAttempt(account: account, user: ProvenUser(id: known.userID, newHash: newHash))
    }

    /// On the writer, where the failures of parallel attempts are counted one after the other.
    func issueToken(
        _ input: IssueToken, _ attempt: LoginAttempt, _ call: borrowing WriteCall
    ) throws(APIError) -> IssuedToken {
        try failures.check(attempt.account, call)
        guard let proven = attempt.user, let user = try call.store.reading.user(proven.id) else {
            try failures.record(attempt.account, call)
            throw APIError(.credentialsInvalid).keepingWrites
        }
        if let hash = proven.newHash { try call.store.replacePassword(of: proven.id, with: hash) }
        return IssuedToken(user: user, jwt: tokens.issue(to: proven.id, at: call.now))
    }
}
