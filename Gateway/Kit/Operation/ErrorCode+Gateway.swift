extension ErrorCode {
    /// The input broke rules; `fields` lists them all.
    public static let inputInvalid = ErrorCode(
        "input.invalid", status: 422, message: "the input breaks rules",
        meaning: "The operation's input does not fit; `fields` names every broken rule. The client must mend it.")
    /// No token in any of the places where the route looks.
    public static let tokenMissing = ErrorCode(
        "token.missing", status: 401, message: "a token is required",
        meaning: "The route wants a token and found none where its `token.lookup` says to look.")
    /// A token that does not verify.
    public static let tokenInvalid = ErrorCode(
        "token.invalid", status: 401, message: "the token is not valid",
        meaning: "The token found first is malformed, forged, expired or revoked. Later places are not tried.")
    /// No login and password that count.
    public static let credentialsInvalid = ErrorCode(
        "credentials.invalid", status: 401, message: "the login or the password is wrong",
        meaning:
            "A log-in failed: nobody has that name, or the password is not theirs. Or the route takes a login and a "
            + "password alone (`basic:`), and they are missing or wrong.")
    /// The app token is missing, unknown, blocked, expired, or not for this API.
    public static let appDenied = ErrorCode(
        "app.denied", status: 403, message: "access denied",
        meaning: "The app token is missing, unknown, expired, blocked or not for this API; see `gateway apps list`.")
    /// The app is known, but its status is not super.
    public static let appNotSuper = ErrorCode(
        "app.not_super", status: 403, message: "the application is not a super application",
        meaning: "The route wants an app with the status super; see `gateway apps list`.")
    /// More requests, or more of what an operation does, than the caller may make in some time.
    public static let rateLimited = ErrorCode(
        "rate.limited", status: 429, message: "too many requests, try again later",
        meaning:
            "The route's or API's `rateLimit` in gateway.json, or a limit of the plugin's own, is used up for this "
            + "caller. It passes by itself; `Retry-After` says when.")
    /// The store cannot take a write just now.
    public static let storeUnavailable = ErrorCode(
        "store.unavailable", status: 503, message: "the store is not available",
        meaning: "SQLite refused: disk full, I/O error, or a queue at its bound. Nothing was acknowledged.")
    /// A bounded queue is full.
    public static let overloaded = ErrorCode(
        "gateway.overloaded", status: 503, message: "the server is too busy",
        meaning: "A bounded queue (CPU pool, writer, connections) is full; the client may retry.")
    /// A mistake in the program.
    public static let internalError = ErrorCode(
        "gateway.internal", status: 500, message: "internal error",
        meaning: "A mistake in the gateway or a plugin. The error log has the request id.")
    /// The body is not the JSON or the form that it says it is.
    public static let bodyMalformed = ErrorCode(
        "body.malformed", status: 400, message: "the body cannot be read",
        meaning: "The body does not parse as its Content-Type; the message says where.")
    /// The body's media type is not one the operation reads.
    public static let bodyUnsupported = ErrorCode(
        "body.unsupported", status: 415, message: "the body's media type is not supported",
        meaning: "The operation reads other media types than the request's Content-Type; the message names them.")
    /// The body is compressed, or coded otherwise.
    public static let bodyEncoded = ErrorCode(
        "body.encoded", status: 415, message: "the body must not be encoded",
        meaning:
            "The request's Content-Encoding is not identity (gzip, say), and the gateway decodes none; the answer's "
            + "Accept-Encoding says so.")
}
