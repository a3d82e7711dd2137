import Kit

extension ErrorCode {
    /// Too many failed logins; the right password is refused as well.
    static let credentialsLocked = ErrorCode(
        "credentials.locked", status: 429, message: "too many failed logins, try again later",
        meaning: "The user reached `failureLimit` failed logins within `failureWindowSeconds`. It passes by itself.")
}
