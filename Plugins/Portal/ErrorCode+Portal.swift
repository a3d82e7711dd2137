import Kit

extension ErrorCode {
    /// The login is unknown, or the PIN wrong; nobody learns which.
    static let pinWrong = ErrorCode(
        "pin.wrong", status: 401, message: "the login or the PIN is wrong",
        meaning: "No person has that login, or the PIN is not theirs. The attempt was counted.")
    /// Too many failed attempts for one login; the right PIN is refused as well.
    static let pinLocked = ErrorCode(
        "pin.locked", status: 429, message: "too many failed attempts, try again later",
        meaning: "The login reached `failureLimit` failed attempts within `failureWindowSeconds`. It passes by itself.")
    /// The refresh token was never issued, or its session is closed or has ended.
    static let refreshInvalid = ErrorCode(
        "refresh.invalid", status: 401, message: "the refresh token is not valid",
        meaning: "The refresh token is forged or ended, or its session is closed. The person has to log in again.")
    /// The refresh token was used before: a copy of it is about.
    static let refreshReused = ErrorCode(
        "refresh.reused", status: 401, message: "the refresh token was used before, its session is closed",
        meaning: "A refresh token came twice: it was stolen, or a client sent it twice at once. Its session was closed."
    )
    /// No PIN was ever sent for this person.
    static let userUnknown = ErrorCode(
        "user.unknown", status: 404, message: "user not found",
        meaning: "The portal never sent a PIN for this `id_phperson`.")
    /// The person has no such session.
    static let sessionUnknown = ErrorCode(
        "session.unknown", status: 404, message: "session not found",
        meaning: "The session is closed, has ended, is somebody else's, or never was.")
}
