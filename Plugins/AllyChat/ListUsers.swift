import Kit

/// Filters, which narrow together: `alias=…`, `alias[]=…`, `id[]=…`.
struct ListUsers: OperationInput {
    let alias: [String]?
    let id: [UserID]?

    static let queryFields = ["alias", "id"]
    static let bodyFormats: [BodyFormat] = []
}

extension AllyChat {
    /// Without a filter a client gets itself, and an operator all clients. By its exact alias anybody finds a client.
    func listUsers(_ input: ListUsers, _ call: borrowing ReadCall) throws(APIError) -> UserList {
        let caller = try call.caller.account()
        var users: [User]
        if let aliases = input.alias {
            users = try self.users(aliases, seenBy: caller, call.store)
        } else if let ids = input.id {
            users = try self.users(ids, seenBy: caller, call.store)
        } else if caller.role.isStaff {
            users = try call.store.clients()
        } else {
            users = try self.users([caller.id], seenBy: caller, call.store)
        }
        if let ids = input.id, input.alias != nil { users.removeAll { !ids.contains($0.id) } }
        return UserList(users: users)
    }

    private func users(
        _ aliases: [String], seenBy caller: Account, _ store: ReadStore
    ) throws(APIError) -> [User] {
        var found: [User] = []
        for alias in Set(aliases) {
            guard let alias = try? Alias(checking: alias), let user = try store.user(alias) else { continue }
            // By its exact alias a client is found by everybody.
            let isFound = user.role == .client ? true : try store.isVisible(user, to: caller)
            if isFound { found.append(user) }
        }
        return found.sorted { $0.number < $1.number }
    }

    private func users(_ ids: [UserID], seenBy caller: Account, _ store: ReadStore) throws(APIError) -> [User] {
        var found: [User] = []
        for id in Set(ids) {
            if let user = try store.user(id), try store.isVisible(user, to: caller) { found.append(user) }
        }
        return found.sorted { $0.number < $1.number }
    }
}

extension ReadStore {
    /// Operators see everybody. Clients see themselves, the members of their rooms, and operators who wrote there.
    func isVisible(_ user: User, to caller: Account) throws(APIError) -> Bool {
        if caller.role.isStaff || user.id == caller.id { return true }
        return try sharesRoom(caller.id, with: user.id)
    }
}
