/// Hashes passwords and PINs at a configured cost. Slow by design: where an operation prepares (the CPU pool) only.
public struct PasswordHashing: Sendable {
    /// What a given password is, beside the stored one.
    public enum Verdict: Sendable {
        /// It is another one, or too long to be any.
        case wrong
        /// It is the one. The hash replaces a stored one that was made at another cost.
        case right(newHash: PasswordHash?)
    }

    /// What a setting may ask for: from 1 MiB to 256 MiB of memory for each hash.
    public static let costExponents = 10...18

    private let parameters: ScryptParameters

    /// - Parameter costExponent: scrypt's N (RFC 7914 §2) is 2 to the power of this, with r = 8 and p = 1; one of
    ///   `costExponents`. Traps on any other: settings are checked before.
    public init(costExponent: Int) {
        guard Self.costExponents.contains(costExponent),
            let parameters = ScryptParameters(costExponent: costExponent, blockSize: 8, parallelism: 1)
        else { preconditionFailure("a cost exponent is one of \(Self.costExponents)") }
        self.parameters = parameters
    }

    /// The hash to store.
    /// - Throws: `gateway.overloaded` when there is no memory for it.
    public func hash(_ password: String) throws(APIError) -> PasswordHash {
        do { return try PasswordHash.make(from: password, parameters: parameters) } catch {
            throw Self.apiError(error)
        }
    }

    /// Compares a password with the stored one.
    /// - Parameter stored: `nil` for an unknown user, which takes as long and is never right.
    /// - Throws: `gateway.overloaded` when there is no memory for it.
    public func check(_ password: String, against stored: PasswordHash?) throws(APIError) -> Verdict {
        guard try isRight(password, for: stored) else { return .wrong }
        let isOutdated = stored?.needsRehash(parameters) == true
        return .right(newHash: isOutdated ? try hash(password) : nil)
    }

    private func isRight(_ password: String, for stored: PasswordHash?) throws(APIError) -> Bool {
        do {
            if let stored { return try stored.verify(password) }
            try PasswordHash.verifyAgainstNothing(password, parameters: parameters)
            return false
        } catch .passwordTooLong {
            return false
        } catch {
            throw Self.apiError(error)
        }
    }

    private static func apiError(_ error: PasswordHashError) -> APIError {
        switch error {
        case .memory: APIError(.overloaded, .outOfMemory, retryAfterSeconds: 1)
        case .passwordTooLong, .malformed: APIError(.internalError, .program)
        }
    }
}
