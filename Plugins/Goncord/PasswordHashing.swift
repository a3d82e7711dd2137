import Kit

/// Hashes passwords at the configured cost. Slow by design: for the CPU pool only.
struct PasswordHashing: Sendable {
    private let parameters: ScryptParameters

    init(settings: Goncord.Settings) throws(ConfigError) {
        let exponent = settings.scryptCostExponent
        guard let parameters = ScryptParameters(costExponent: exponent, blockSize: 8, parallelism: 1) else {
            throw ConfigError("scryptCostExponent", "is out of range")
        }
        self.parameters = parameters
    }

    func hash(_ password: NewPassword) throws(APIError) -> PasswordHash {
        do { return try PasswordHash.make(from: password.text, parameters: parameters) } catch {
            throw Self.apiError(error)
        }
    }

    /// - Parameter hash: as stored; `nil` for an unknown user, which takes as long and is never right.
    func isRight(_ password: Password, for hash: String?) throws(APIError) -> Bool {
        do {
            if let hash { return try PasswordHash(text: hash).verify(password.text) }
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
