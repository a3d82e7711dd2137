import Kit

extension ErrorCode {
    // MARK: Apps

    /// With `requireAuthToken` alone.
    static let authTokenMissing = ErrorCode(
        "auth_token.missing", status: 401, message: "missing auth_token",
        meaning: "The setting `requireAuthToken` is on, and the request has no `auth_token`, or an empty one.")
    /// It is not the app's.
    static let authTokenInvalid = ErrorCode(
        "auth_token.invalid", status: 401, message: "invalid or expired auth_token",
        meaning: "The `auth_token` is not a token of the app that `app_id` names, or has expired.")
    /// No app of that name may call.
    static let appIDUnknown = ErrorCode(
        "app_id.unknown", status: 401, message: "unknown app_id",
        meaning: "`app_id` names no app that may call the API now: unknown, blocked, expired, or not for it.")

    // MARK: Roles

    /// Not for this role.
    static let roleDenied = ErrorCode(
        "role.denied", status: 403, message: "access denied",
        meaning: "The operation is not for callers of this role: clients, operators, admins, or the bank.")
    /// Ten wrong passwords.
    static let loginLocked = ErrorCode(
        "login.locked", status: 429, message: "too many failed log-ins, try again later",
        meaning: "The login reached `failureLimit` failed log-ins within `failureWindowSeconds`. It passes by itself.")

    // MARK: What is not there, or not to be seen

    static let accountUnknown = ErrorCode(
        "account.unknown", status: 404, message: "user not found",
        meaning: "There is no such user, or the caller may not see them.")
    static let roomUnknown = ErrorCode(
        "room.unknown", status: 404, message: "room not found",
        meaning: "There is no such room, or the caller is not in it.")
    static let messageUnknown = ErrorCode(
        "message.unknown", status: 404, message: "message not found",
        meaning: "There is no such message, it is of another room, or the caller may not see it.")
    static let issueUnknown = ErrorCode(
        "issue.unknown", status: 404, message: "issue not found",
        meaning: "There is no such issue, or the caller may not see it.")
    static let uploadUnknown = ErrorCode(
        "upload.unknown", status: 404, message: "file not found",
        meaning: "Nothing was uploaded under this name.")
    static let customerUnknown = ErrorCode(
        "customer.unknown", status: 404, message: "customer not found",
        meaning: "No client has that alias, or no customer was put for it or for that phone.")

    // MARK: What stands in the way

    static let aliasTaken = ErrorCode(
        "alias.taken", status: 409, message: "the alias is taken", meaning: "Another user has this alias.")
    static let loginTaken = ErrorCode(
        "login.taken", status: 409, message: "the login is taken", meaning: "Another operator has this login.")
    static let roomActive = ErrorCode(
        "room.active", status: 409, message: "another operator has the room",
        meaning: "A room is active for one operator at a time; that one or an admin has to make it idle first.")
    static let operatorSelf = ErrorCode(
        "operator.self", status: 409, message: "nobody takes this from oneself",
        meaning: "An admin can neither delete nor degrade oneself, so that one always remains.")

    // MARK: Uploads

    static let uploadUnsupported = ErrorCode(
        "upload.unsupported", status: 415, message: "the file must be a PNG, JPEG, GIF or WebP image",
        meaning: "What was uploaded does not begin like one of these, whatever the client calls it.")
    static let uploadTooLarge = ErrorCode(
        "upload.too_large", status: 413, message: "the file is too large",
        meaning: "The file is longer than the setting `uploadBytes`.")

    /// All of them.
    static let ofAllyChat: [ErrorCode] = [
        authTokenMissing, authTokenInvalid, appIDUnknown, roleDenied, loginLocked, accountUnknown, roomUnknown,
        messageUnknown, issueUnknown, uploadUnknown, customerUnknown, aliasTaken, loginTaken, roomActive, operatorSelf,
        uploadUnsupported, uploadTooLarge,
    ]
}
