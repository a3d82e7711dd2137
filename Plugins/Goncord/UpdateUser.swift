import Kit

/// What to change. A key that is absent changes nothing; `null` empties a name or the birthday.
struct UpdateUser: OperationInput {
    let secondName: Patch<PersonName>
    let lastName: Patch<PersonName>
    let firstName: Patch<PersonName>
    let birthday: Patch<Birthday>
    let roles: Roles?
    let apps: Apps?

    private enum CodingKeys: String, CodingKey {
        case roles, apps, birthday
        case secondName = "second_name"
        case lastName = "last_name"
        case firstName = "first_name"
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        secondName = try keys.decode(Patch<PersonName>.self, forKey: .secondName)
        lastName = try keys.decode(Patch<PersonName>.self, forKey: .lastName)
        firstName = try keys.decode(Patch<PersonName>.self, forKey: .firstName)
        birthday = try keys.decode(Patch<Birthday>.self, forKey: .birthday)
        // These two cannot be emptied by null: once named, they are required.
        roles = keys.contains(.roles) ? try keys.decode(Roles.self, forKey: .roles) : nil
        apps = keys.contains(.apps) ? try keys.decode(Apps.self, forKey: .apps) : nil
    }
}

extension Goncord {
    /// Changes the token's own user.
    func updateUser(_ input: UpdateUser, _ call: borrowing WriteCall) throws(APIError) -> User {
        let id = try call.caller.userID()
        guard var user = try call.store.reading.user(id) else { throw APIError(.tokenInvalid, .subjectUnknown) }
        user.apply(input)
        try call.store.update(id, user)
        return user
    }
}

extension User {
    fileprivate mutating func apply(_ input: UpdateUser) {
        input.secondName.apply(to: &secondName)
        input.lastName.apply(to: &lastName)
        input.firstName.apply(to: &firstName)
        input.birthday.apply(to: &birthday)
        if let roles = input.roles { self.roles = roles }
        if let apps = input.apps { self.apps = apps }
    }
}

extension Patch where Value: CheckedText {
    fileprivate func apply(to text: inout String?) {
        switch self {
        case .absent: break
        case .null: text = nil
        case .value(let value): text = value.text
        }
    }
}
