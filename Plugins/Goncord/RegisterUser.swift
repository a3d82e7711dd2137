import Kit

/// What a new user tells of themselves.
struct RegisterUser: OperationInput {
    let login: Login
    let password: NewPassword
    let email: Email
    let firstName: PersonName?
    let lastName: PersonName?
    let secondName: PersonName?
    let birthday: Birthday?

    private enum CodingKeys: String, CodingKey {
        case login, password, email
        case firstName = "first_name"
        case lastName = "last_name"
        case secondName = "second_name"
        case birthday
    }
}

extension Goncord {
    /// On the CPU pool. A taken name is refused before it costs a hash; the writer looks again.
    func hashPassword(_ input: RegisterUser, _ call: borrowing ReadCall) throws(APIError) -> PasswordHash {
        try call.store.takenNames(input.login, input.email).refuse()
        return try hashing.hash(input.password.text)
    }

    /// On the writer, so that of two users who want one name the second is refused.
    func registerUser(
        _ input: RegisterUser, _ hash: PasswordHash, _ call: borrowing WriteCall
    ) throws(APIError) -> User {
        try call.store.reading.takenNames(input.login, input.email).refuse()
        return try call.store.insert(input, hash, at: call.now)
    }
}

/// Which of a new user's names other users have.
struct TakenNames: Sendable, Equatable {
    var login = false
    var email = false

    func refuse() throws(APIError) {
        var broken: [APIError.BrokenRule] = []
        if login { broken.append(APIError.BrokenRule("login", "is taken")) }
        if email { broken.append(APIError.BrokenRule("email", "is taken")) }
        if !broken.isEmpty { throw APIError(.inputInvalid, brokenRules: broken) }
    }
}
