import Kit

/// A new client; all of it may be left out.
struct RegisterUser: OperationInput {
    let alias: Alias?
    let avatar: WebURL?
    let parseID: ParseID?
    let app: AppProof

    static let bodyFormats: [BodyFormat] = [.form, .json]

    private enum CodingKeys: String, CodingKey {
        case alias
        case avatar = "avatar_url"
        case parseID = "parse_id"
        case appID = "app_id"
        case authToken = "auth_token"
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        alias = try keys.decodeIfPresent(Alias.self, forKey: .alias)
        avatar = try keys.decodeIfPresent(WebURL.self, forKey: .avatar)
        parseID = try keys.decodeIfPresent(ParseID.self, forKey: .parseID)
        app = AppProof(
            appID: try keys.decodeIfPresent(String.self, forKey: .appID),
            authToken: try keys.decodeIfPresent(String.self, forKey: .authToken))
    }
}

extension AllyChat {
    /// The client gets a support room with it.
    func registerUser(_ input: RegisterUser, _ call: borrowing WriteCall) throws(APIError) -> User {
        if input.app.appID != nil || requiresAuthToken { try check(input.app, at: call.now) }
        let alias = if let wanted = input.alias { wanted } else { try freeAlias(call) }
        guard try call.store.reading.user(alias) == nil else { throw APIError(.aliasTaken) }
        let id = UserID.make(at: call.now)
        try call.store.insertClient(id, alias, input.avatar, input.parseID)
        try call.store.insertRoom(RoomID.make(at: call.now), members: [id], digest: nil)
        guard let user = try call.store.reading.user(id) else { throw APIError(.internalError) }
        return user
    }

    /// Of 2 thousand million aliases one that nobody has: the second try is a rare one.
    private func freeAlias(_ call: borrowing WriteCall) throws(APIError) -> Alias {
        for _ in 0..<10 {
            let alias = Alias.random()
            if try call.store.reading.user(alias) == nil { return alias }
        }
        throw APIError(.internalError)
    }
}
