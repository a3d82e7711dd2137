import Kit

/// Anybody as others see them: `id`, and `alias` and `avatar_url` where they are known.
struct User: Sendable, JSONWritable {
    let id: UserID
    let role: Role
    let alias: String?
    let avatar: String?
    /// The order of storing.
    let number: Int64

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("id", id.text)
            if let alias { json.member("alias", alias) }
            if let avatar { json.member("avatar_url", avatar) }
        }
    }
}

/// `{"users": […]}`
struct UserList: Sendable, JSONWritable {
    let users: [User]

    func write(to json: inout JSONOutput) { json.object { $0.member("users", users) } }
}

/// An operator or admin as colleagues see them: eleven keys, of which nobody ever learns five.
struct ListedOperator: Sendable, JSONWritable {
    let id: UserID
    let role: Role
    let alias: String?
    let avatar: String?
    let login: String

    func write(to json: inout JSONOutput) {
        let unknown: String? = nil
        json.object { json in
            json.member("geolocation", unknown)
            json.member("is_admin", role == .admin)
            json.member("device_type", unknown)
            json.member("id", id.text)
            json.member("tzoffset", unknown)
            json.member("is_operator", role == .operator)
            json.member("os_version", unknown)
            json.member("alias", alias)
            json.member("avatar_url", avatar)
            json.member("login", login)
            json.member("app_version", unknown)
        }
    }
}

/// `{"operators": […]}`
struct OperatorList: Sendable, JSONWritable {
    let operators: [ListedOperator]

    func write(to json: inout JSONOutput) { json.object { $0.member("operators", operators) } }
}
