import Kit

/// Which app calls, where a client says it in the input: `app_id`, its name, and `auth_token`, its token.
struct AppProof: Sendable {
    let appID: String?
    let authToken: String?
}

/// A client's alias, which is all that it proves itself by.
struct IssueToken: OperationInput {
    let alias: TypedAlias
    let app: AppProof

    static let bodyFormats: [BodyFormat] = [.form, .json]

    private enum CodingKeys: String, CodingKey {
        case alias
        case appID = "app_id"
        case authToken = "auth_token"
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        alias = try keys.decode(TypedAlias.self, forKey: .alias)
        app = AppProof(
            appID: try keys.decodeIfPresent(String.self, forKey: .appID),
            authToken: try keys.decodeIfPresent(String.self, forKey: .authToken))
    }
}

/// An alias that may be nobody's.
typealias TypedAlias = BoundedText<1, 1_000>

extension AllyChat {
    /// Operators' aliases give no token: only their passwords do.
    func issueToken(_ input: IssueToken, _ call: borrowing ReadCall) throws(APIError) -> IssuedToken {
        try check(input.app, at: call.now)
        guard let alias = try? Alias(checking: input.alias.text), let user = try call.store.user(alias),
            user.role == .client
        else { throw APIError(.accountUnknown) }
        return tokens.issue(to: user.id, at: call.now)
    }

    /// The old token stays as good as it is.
    func updateToken(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> IssuedToken {
        tokens.issue(to: try call.caller.account().id, at: call.now)
    }

    /// - Throws: `app_id.unknown`; with the setting `requireAuthToken` also `auth_token.missing` and
    ///   `auth_token.invalid`.
    func check(_ proof: AppProof, at now: Timestamp) throws(APIError) {
        guard let name = proof.appID, let app = apps.app(named: name, at: now) else { throw APIError(.appIDUnknown) }
        guard requiresAuthToken else { return }
        guard let token = proof.authToken, !token.isEmpty else { throw APIError(.authTokenMissing) }
        guard app.hasToken(token) else { throw APIError(.authTokenInvalid) }
    }
}
