import Kit

/// Hashes passwords at the configured cost. Slow by design: for the CPU pool only.
struct PasswordHashing: Sendable {
    /// What a given password is, beside the stored one.
    enum Verdict: Sendable {
        case wrong
        /// It is the one. The hash replaces a stored one that was made at another cost.
        case right(newHash: PasswordHash?)
    }

    private let parameters: ScryptParameters

    init(settings: Goncord.Settings) throws(ConfigError) {
        let exponent = settings.scryptCostExponent
        guard let parameters = ScryptParameters(costExponent: exponent, blockSize: 8, parallelism: 1) else {
            throw ConfigError("scryptCostExponent", "is too large")
        }
        self.parameters = parameters
    }

    func hash(_ password: Password) throws(APIError) -> PasswordHash {
        do { return try PasswordHash.make(from: password.text, parameters: parameters) } catch {
            throw Self.apiError(error)
        }
    }

    /// - Parameter stored: `nil` for an unknown user, which takes as long and is never right.
    func check(_ password: Password, against stored: PasswordHash?) throws(APIError) -> Verdict {
        guard try isRight(password, for: stored) else { return .wrong }
        let isOutdated = stored?.needsRehash(parameters) == true
        return .right(newHash: isOutdated ? try hash(password) : nil)
    }

    private func isRight(_ password: Password, for stored: PasswordHash?) throws(APIError) -> Bool {
        do {
            if let stored { return try stored.verify(password.text) }
            try PasswordHash.verifyAgainstNothing(password.text, parameters: parameters)
            return false
        } catch .passwordTooLong {
            return false
        } catch {
            throw Self.apiError(error)
        }
    }

    private static func apiError(_ error: PasswordHashError) -> APIError {
        switch error {
        case .memory: APIError(.overloaded, retryAfterSeconds: 1)
        case .passwordTooLong, .malformed: APIError(.internalError)
        }
    }
}
