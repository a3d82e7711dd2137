import Kit

/// A new operator.
struct CreateOperator: OperationInput {
    let login: Login
    let password: NewPassword
    let isAdmin: Flag?

    static let bodyFormats: [BodyFormat] = [.form, .json]

    private enum CodingKeys: String, CodingKey {
        case login, password
        case isAdmin = "is_admin"
    }
}

/// What changes of an operator; what is left out stays.
struct UpdateOperator: OperationInput {
    let id: UserID
    let login: Login?
    let password: NewPassword?
    let isAdmin: Flag?

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = [.form, .json]

    private enum CodingKeys: String, CodingKey {
        case id, login, password
        case isAdmin = "is_admin"
    }
}

/// `{}`
struct Nothing: Encodable, Sendable {}

extension AllyChat {
    func listOperators(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> OperatorList {
        _ = try call.caller.account(in: .staff)
        return OperatorList(operators: try call.store.operators())
    }

    func showOperator(_ input: UserPath, _ call: borrowing ReadCall) throws(APIError) -> ListedOperator {
        _ = try call.caller.account(in: .staff)
        return try colleague(input.id, call.store)
    }

    /// On the CPU pool: who may not do it costs no hash.
    func hashNewPassword(_ input: CreateOperator, _ call: borrowing ReadCall) throws(APIError) -> PasswordHash {
        _ = try call.caller.account(in: .admins)
        return try hashing.hash(input.password.text)
    }

    func createOperator(
        _ input: CreateOperator, _ hash: PasswordHash, _ call: borrowing WriteCall
    ) throws(APIError) -> ListedOperator {
        _ = try call.caller.account(in: .admins)
        guard try call.store.reading.storedPassword(of: input.login.key) == nil else { throw APIError(.loginTaken) }
        let id = UserID.make(at: call.now)
        try call.store.insertOperator(id, input.isAdmin?.isSet == true ? .admin : .operator, input.login, hash)
        return try colleague(id, call.store.reading)
    }

    /// On the CPU pool.
    func hashChangedPassword(_ input: UpdateOperator, _ call: borrowing ReadCall) throws(APIError) -> PasswordHash? {
        _ = try call.caller.account(in: .admins)
        _ = try colleague(input.id, call.store)
        return try input.password.map { (password) throws(APIError) in try hashing.hash(password.text) }
    }

    /// A changed password ends the tokens of earlier seconds.
    func updateOperator(
        _ input: UpdateOperator, _ hash: PasswordHash?, _ call: borrowing WriteCall
    ) throws(APIError) -> ListedOperator {
        let caller = try call.caller.account(in: .admins)
        let old = try colleague(input.id, call.store.reading)
        if let login = input.login {
            let holder = try call.store.reading.storedPassword(of: login.key)
            guard holder == nil || holder?.user == old.id else { throw APIError(.loginTaken) }
            try call.store.setLogin(login, of: old.id)
        }
        if let isAdmin = input.isAdmin {
            guard isAdmin.isSet || old.id != caller.id else { throw APIError(.operatorSelf) }
            try call.store.setRole(isAdmin.isSet ? .admin : .operator, of: old.id)
        }
        if let hash { try call.store.setPassword(hash, of: old.id, at: call.now) }
        return try colleague(old.id, call.store.reading)
    }

    /// The operator's rooms become idle, the issues in them stay open, and the operator's sockets end.
    func deleteOperator(_ input: UserPath, _ call: borrowing WriteCall) throws(APIError) -> Nothing {
        let caller = try call.caller.account(in: .admins)
        let operatorID = try colleague(input.id, call.store.reading).id
        guard operatorID != caller.id else { throw APIError(.operatorSelf) }
        let rooms = try call.store.reading.rooms(activeBy: operatorID)
        try call.store.releaseRooms(of: operatorID)
        try call.store.deleteOperator(operatorID)
        for room in rooms { try call.publishChange(.idle, of: room.id) }
        call.close(.user(operatorID), .policyViolation)
        return Nothing()
    }

    /// - Throws: `account.unknown` when it is nobody, or a client.
    private func colleague(_ id: UserID, _ store: ReadStore) throws(APIError) -> ListedOperator {
        guard let found = try store.listedOperator(id) else { throw APIError(.accountUnknown) }
        return found
    }
}
