/// What a route does about a token.
package enum TokenRule: String, Sendable, CaseIterable {
    /// None is looked for.
    case none
    /// One is looked for; without one the call goes on, with a bad one it does not.
    case optional
    /// Without a valid one the answer is 401.
    case required
}
