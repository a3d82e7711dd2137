import Kit

/// Which user, in the path.
struct UserPath: OperationInput {
    let id: UserID

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = []
}

/// What a user changes of itself. What is left out stays; `null` takes away an avatar and a `parse_id`.
struct UpdateUser: OperationInput {
    let id: UserID
    let alias: Alias?
    let avatar: Patch<WebURL>
    let parseID: Patch<ParseID>

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = [.form, .json]

    private enum CodingKeys: String, CodingKey {
        case id, alias
        case avatar = "avatar_url"
        case parseID = "parse_id"
    }
}

/// Whoever calls, by their role.
enum Me: Sendable, JSONWritable {
    case client(User)
    case staff(ListedOperator)

    func write(to json: inout JSONOutput) {
        switch self {
        case .client(let user): user.write(to: &json)
        case .staff(let colleague): colleague.write(to: &json)
        }
    }
}

extension AllyChat {
    func showUser(_ input: UserPath, _ call: borrowing ReadCall) throws(APIError) -> User {
        let caller = try call.caller.account()
        guard let user = try call.store.user(input.id), try call.store.isVisible(user, to: caller) else {
            throw APIError(.accountUnknown)
        }
        return user
    }

    func showMe(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> Me {
        let caller = try call.caller.account()
        if caller.role.isStaff, let colleague = try call.store.listedOperator(caller.id) { return .staff(colleague) }
        guard let user = try call.store.user(caller.id) else { throw APIError(.tokenInvalid, .subjectUnknown) }
        return .client(user)
    }

    /// Everybody changes oneself alone.
    func updateUser(_ input: UpdateUser, _ call: borrowing WriteCall) throws(APIError) -> User {
        let caller = try call.caller.account()
        guard caller.id == input.id else { throw APIError(caller.role.isStaff ? .roleDenied : .accountUnknown) }
        try update(caller.id, alias: input.alias, parseID: input.parseID, call)
        switch input.avatar {
        case .absent: break
        case .null: try call.store.setAvatar(nil, of: caller.id)
        case .value(let avatar): try call.store.setAvatar(avatar, of: caller.id)
        }
        guard let user = try call.store.reading.user(caller.id) else { throw APIError(.accountUnknown) }
        return user
    }

    /// Sets what both `updateUser` and the event `user_data` set.
    func update(
        _ id: UserID, alias: Alias?, parseID: Patch<ParseID>, _ call: borrowing WriteCall
    ) throws(APIError) {
        if let alias {
            if let holder = try call.store.reading.user(alias), holder.id != id { throw APIError(.aliasTaken) }
            try call.store.setAlias(alias, of: id)
        }
        switch parseID {
        case .absent: break
        case .null: try call.store.setParseID(nil, of: id)
        case .value(let parseID): try call.store.setParseID(parseID, of: id)
        }
    }
}
