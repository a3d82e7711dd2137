import Kit

extension ErrorCode {
    /// The login is unknown, or the password wrong; nobody learns which.
    static let credentialsInvalid = ErrorCode(
        "credentials.invalid", status: 401, message: "the login or the password is wrong",
        meaning: "No user has that login or e-mail address, or the password is not theirs. The attempt was counted.")
    /// Too many failed logins; the right password is refused as well.
    static let credentialsLocked = ErrorCode(
        "credentials.locked", status: 429, message: "too many failed logins, try again later",
        meaning: "The user reached `failureLimit` failed logins within `failureWindowSeconds`. It passes by itself.")
}
