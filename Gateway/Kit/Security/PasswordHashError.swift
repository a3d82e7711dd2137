/// Why a password was neither hashed nor checked.
public enum PasswordHashError: Error, Sendable, Hashable {
    /// The stored text is no hash made here: another scheme, damaged, or parameters out of range.
    case malformed
    /// More than `PasswordHash.passwordLimitBytes`.
    case passwordTooLong
    /// The memory it takes cannot be had just now.
    case memory
}
