public import Kit

/// A chat between clients, and between them and their support. What it promises stands in `API.md`.
public struct AllyChat: Plugin {
    /// `allychat`
    public static let id: PluginID = "allychat"
    /// What its operations are answered beside the gateway's own.
    public static let errorCodes: [ErrorCode] = ErrorCode.ofAllyChat

    let tokens: AllyChatTokens
    let hashing: PasswordHashing
    /// Failed log-ins: so many close a login for the rest of the window.
    let failures: DurableLimit
    let admin: AdminSettings?
    let requiresAuthToken: Bool
    let apps: RegisteredApps
    /// Whose days the statistics count by.
    let clock: ZoneClock
    let uploadLimitBytes: Int
    /// The origin of uploads' URLs; `nil` for that of each request.
    let publicOrigin: String?
    let pushes: OutboxChannel
    let allowedOrigins: [String]
    let socketLimit: Int
    let pingMilliseconds: Int

    /// Takes the signing key from the settings, or else from the data directory.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        tokens = try AllyChatTokens(settings: settings, host: host)
        hashing = PasswordHashing(costExponent: settings.scryptCostExponent)
        failures = DurableLimit(
            "failed log-ins", count: settings.failureLimit, windowSeconds: settings.failureWindowSeconds,
            code: .loginLocked)
        admin = settings.admin
        requiresAuthToken = settings.requireAuthToken
        apps = host.apps
        clock = settings.clock
        uploadLimitBytes = settings.uploadBytes
        publicOrigin = settings.publicURL?.text
        pushes = OutboxChannel("pushes", provider: settings.provider)
        allowedOrigins = settings.allowedOrigins
        socketLimit = settings.socketLimit
        pingMilliseconds = settings.pingIntervalMilliseconds
    }

    /// Users, rooms, messages, issues, uploads, customers and failed log-ins.
    public var schema: [Migration] { SchemaStore.steps }

    /// As the API's document has them in its order, then the bank's part and the extensions.
    public static var operations: [Operation<AllyChat>] {
        [
            .writing("logIn", prepare: checkPassword, logIn),
            .reading("issueToken", issueToken),
            .reading("updateToken", needs: .token, updateToken),
            .writing("registerUser", registerUser),
            .reading("listUsers", needs: .token, on: .pool, listUsers),
            .reading("showUser", needs: .token, showUser),
            .writing("updateUser", needs: .token, updateUser),
            .reading("listUserRooms", needs: .token, on: .pool, listUserRooms),
            .reading("listUserReadMarks", needs: .token, listUserReadMarks),
            .reading("listActiveRooms", needs: .token, on: .pool, listActiveRooms),
            .reading("showMe", needs: .token, showMe),
            .reading("showRoom", needs: .token, showRoom),
            .writing("activateRoom", needs: .token, activateRoom),
            .writing("deactivateRoom", needs: .token, deactivateRoom),
            .reading("listRoomMessages", needs: .token, listRoomMessages),
            .writing("addRoomTag", needs: .token, addRoomTag),
            .writing("removeRoomTag", needs: .token, removeRoomTag),
            .writing("upload", needs: [.token, .place], upload),
            .reading("listMessages", needs: .token, on: .pool, listMessages),
            .reading("showMessage", needs: .token, showMessage),
            .writing("markRead", needs: .token, markRead),
            .reading("showIssue", needs: .token, showIssue),
            .reading("suggestAnswers", needs: .token, on: .pool, suggestAnswers),
            .reading("issueStats", needs: .token, on: .pool, issueStats),
            .reading("serverTime", serverTime),
            .reading("listOperators", needs: .token, listOperators),
            .reading("showOperator", needs: .token, showOperator),
            .writing("createOperator", needs: .token, prepare: hashNewPassword, createOperator),
            .writing("updateOperator", needs: .token, prepare: hashChangedPassword, updateOperator),
            .writing("deleteOperator", needs: .token, deleteOperator),
            .reading("listTags", needs: .token, on: .pool, listTags),
            .socket(
                "connect", needs: .token, connect,
                events: [
                    .writing("message", sendMessage), .writing("read", readUpTo), .writing("user_data", setUserData),
                ]),
            .reading("aliasByPhone", needs: .token, aliasByPhone),
            .reading("customerByAlias", needs: .token, customerByAlias),
            .writing("createRoom", needs: .token, createRoom),
            .reading("downloadUpload", downloadUpload),
            .writing("putCustomer", needs: .token, putCustomer),
        ]
    }

    /// Clients who are not connected get pushes.
    public var channels: [OutboxChannel] { [pushes] }

    /// Takes the tokens of `logIn` and `issueToken`, and the bank's login and password.
    public static var tokenVerifier: (@Sendable (AllyChat) -> any TokenVerifier)? { { $0.tokens } }
}
