package import Kit

/// What a route asks of its callers, with all that it takes to find out.
package struct AccessRule: Sendable {
    /// How a token is looked for.
    package final class TokenCheck: Sendable {
        /// Without a token the answer is 401 `token.missing`.
        package let isRequired: Bool
        /// In this order; never empty.
        package let lookup: [TokenSource]
        /// Says whose token it is.
        package let verifier: any TokenVerifier
        /// Logins and passwords are all that it takes.
        let isBasicAlone: Bool

        package init(isRequired: Bool, lookup: [TokenSource], verifier: any TokenVerifier) {
            self.isRequired = isRequired
            self.lookup = lookup
            self.verifier = verifier
            isBasicAlone = lookup.allSatisfy(\.isBasic)
        }
    }

    /// How an app is looked for.
    package struct AppCheck: Sendable {
        /// The field with the app's token.
        package let header: FieldName
        /// The app's status must be super.
        package let requiresSuper: Bool
    }

    /// `nil`: no token is looked for.
    package let token: TokenCheck?
    /// `nil`: no app is looked for.
    package let app: AppCheck?

    /// The token may be in the body, so the caller is checked when that is read.
    var looksIntoBody: Bool {
        token?.lookup.contains { if case .body = $0 { true } else { false } } ?? false
    }
}
