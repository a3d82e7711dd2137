import Kit

/// `{}`
struct RevokedToken: Encodable, Sendable {}

extension Goncord {
    /// Logs out: the token of this call is refused from the next call on.
    func revokeToken(_ input: NoInput, _ call: borrowing WriteCall) throws(APIError) -> RevokedToken {
        let token = try call.caller.verifiedSubject()
        try call.store.revoke(token, forgetting: call.now)
        return RevokedToken()
    }
}
