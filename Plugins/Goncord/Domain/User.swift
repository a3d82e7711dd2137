import Kit

/// A user as every answer shows it: all of these keys, in this order, `null` for what is not known.
struct User: Sendable, Encodable, Equatable {
    var secondName: String?
    var roles: Roles
    let login: String
    var lastName: String?
    var firstName: String?
    let email: String
    var birthday: String?
    var apps: Apps

    private enum CodingKeys: String, CodingKey {
        case secondName = "second_name"
        case roles
        case login
        case lastName = "last_name"
        case firstName = "first_name"
        case email
        case birthday
        case apps
    }

    // Written out, for a synthesized one leaves out what is nil.
    func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(secondName, forKey: .secondName)
        try keys.encode(roles.json, forKey: .roles)
        try keys.encode(login, forKey: .login)
        try keys.encode(lastName, forKey: .lastName)
        try keys.encode(firstName, forKey: .firstName)
        try keys.encode(email, forKey: .email)
        try keys.encode(birthday, forKey: .birthday)
        try keys.encode(apps.json, forKey: .apps)
    }
}
