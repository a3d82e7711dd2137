import Kit

/// The name under which someone logs in. A text that could be nobody's is a wrong one, not a malformed one.
enum LoginName: Sendable, Decodable {
    case login(FoldedText)
    case email(FoldedText)
    /// Both, which have to be those of one user.
    case both(login: FoldedText, email: FoldedText)

    private enum CodingKeys: CodingKey {
        case login, email
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        // Without an e-mail address the login is asked for as a required one, so that its absence is reported with all
        // else that is wrong.
        if try keys.decodeNil(forKey: .email) {
            self = .login(FoldedText(try keys.decode(String.self, forKey: .login)))
            return
        }
        let email = FoldedText(try keys.decode(String.self, forKey: .email))
        let login = try keys.decodeIfPresent(String.self, forKey: .login).map { FoldedText($0) }
        self = login.map { .both(login: $0, email: email) } ?? .email(email)
    }

    /// The login, if that is given.
    var login: FoldedText? {
        switch self {
        case .login(let login), .both(let login, _): login
        case .email: nil
        }
    }

    /// The e-mail address, if that is given.
    var email: FoldedText? {
        switch self {
        case .email(let email), .both(_, let email): email
        case .login: nil
        }
    }
}
