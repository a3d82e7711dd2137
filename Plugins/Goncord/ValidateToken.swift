import Kit

extension Goncord {
    /// The token's user. The token itself has been verified before.
    func validateToken(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> User {
        guard let user = try call.store.user(call.caller.userID()) else {
            throw APIError(.tokenInvalid, .subjectUnknown)
        }
        return user
    }
}
