import Kit

/// A user as every answer shows it: all of these keys, in this order, `null` for what is not known.
struct User: Sendable, JSONWritable, Equatable {
    var secondName: String?
    var roles: Roles
    let login: String
    var lastName: String?
    var firstName: String?
    let email: String
    var birthday: String?
    var apps: Apps

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("second_name", secondName)
            json.member("roles", roles.json)
            json.member("login", login)
            json.member("last_name", lastName)
            json.member("first_name", firstName)
            json.member("email", email)
            json.member("birthday", birthday)
            json.member("apps", apps.json)
        }
    }
}
