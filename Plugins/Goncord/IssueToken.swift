import Kit

/// Who logs in, by login, e-mail address or both, and the proof.
struct IssueToken: OperationInput {
    let login: String?
    let email: String?
    let password: Password

    private enum CodingKeys: CodingKey {
        case login, email, password
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        email = try keys.decodeIfPresent(String.self, forKey: .email)
        // Asked for as a required one, a login that is missing too is reported with all else that is wrong.
        login =
            try keys.decodeNil(forKey: .email)
            ? keys.decode(String.self, forKey: .login) : keys.decodeIfPresent(String.self, forKey: .login)
        password = try keys.decode(Password.self, forKey: .password)
    }

    init(login: String?, email: String?, password: Password) {
        self.login = login
        self.email = email
        self.password = password
    }
}

/// A user and a token that stands for them.
struct IssuedToken: Encodable, Sendable {
    let user: User
    let jwt: String
}

extension Goncord {
    /// A login that was looked at, and what came of it.
    struct LoginAttempt: Sendable {
        let account: LoginAccount
        /// Whose password it was; `nil` when it was nobody's.
        let userID: UserID?
    }

    /// On the CPU pool. Costs the same whether the user is unknown or the password wrong.
    func checkPassword(_ input: IssueToken, _ call: borrowing ReadCall) throws(APIError) -> LoginAttempt {
        let known = try call.store.storedPassword(login: input.login, email: input.email)
        let account = known.map { LoginAccount($0.userID) } ?? LoginAccount(unknown: input.login, input.email)
        try lockout.check(call.store.failure(lockout.limit, of: account), call.now)
        let isRight = try hashing.isRight(input.password, for: known?.hash)
        return LoginAttempt(account: account, userID: isRight ? known?.userID : nil)
    }

    /// On the writer, where the failures of parallel attempts are counted one after the other.
    func issueToken(
        _ input: IssueToken, _ attempt: LoginAttempt, _ call: borrowing WriteCall
    ) throws(APIError) -> IssuedToken {
        try lockout.check(call.store.failure(lockout.limit, of: attempt.account), call.now)
        guard let id = attempt.userID, let user = try call.store.user(id) else {
            try call.store.addFailure(of: attempt.account, at: call.now, forgetting: lockout.start(at: call.now))
            throw APIError(.credentialsInvalid).keepingWrites
        }
        return IssuedToken(user: user, jwt: tokens.issue(to: id, at: call.now))
    }
}
