package import Kit

/// How a route looks for a token.
package struct TokenCheck: Sendable {
    /// Without a token the answer is 401 `token.missing`.
    package let isRequired: Bool
    /// In this order; never empty.
    package let lookup: [TokenSource]
    /// Says whose token it is.
    package let verifier: any TokenVerifier
}
