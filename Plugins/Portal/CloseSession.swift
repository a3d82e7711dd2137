import Kit

extension Portal {
    /// Logs out: the session of the call's token is closed.
    func closeSession(_ input: NoInput, _ call: borrowing WriteCall) throws(APIError) -> Done {
        try call.store.close(call.caller.verifiedSubject().sessionID())
        return Done()
    }
}
