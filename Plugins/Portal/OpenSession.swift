import Kit

/// Who logs in, and the proof.
struct OpenSession: OperationInput {
    let login: LoginName
    let pin: Pin

    private enum CodingKeys: String, CodingKey {
        case login = "ad_login"
        case pin = "pin_code"
    }
}

/// A person who gave the right PIN.
struct ProvenPerson: Sendable {
    /// As it was when the PIN was looked at.
    let stored: StoredPin
    /// To be stored, when the old one was made at another cost.
    let newHash: PasswordHash?
}

extension Portal {
    /// On the CPU pool. Costs the same whether the login is unknown or the PIN wrong.
    /// - Returns: `nil` when nobody proved to be who they are.
    func checkPin(_ input: OpenSession, _ call: borrowing ReadCall) throws(APIError) -> ProvenPerson? {
        try failures.check(input.login.attemptKey, call)
        let stored = try call.store.storedPin(of: input.login.key)
        let verdict = try hashing.check(input.pin.text, against: stored?.hash)
        guard let stored, case .right(let newHash) = verdict else { return nil }
        return ProvenPerson(stored: stored, newHash: newHash)
    }

    /// On the writer, where the failures of parallel attempts are counted one after the other.
    func openSession(
        _ input: OpenSession, _ proven: ProvenPerson?, _ call: borrowing WriteCall
    ) throws(APIError) -> IssuedSession {
        try failures.check(input.login.attemptKey, call)
        // A PIN that was replaced in the meantime is a wrong one.
        let stored = try call.store.reading.storedPin(of: input.login.key)
        guard let proven, stored?.isSamePin(as: proven.stored) == true else {
            try failures.record(input.login.attemptKey, call)
            throw APIError(.pinWrong).keepingWrites
        }
        let person = proven.stored.person
        if let hash = proven.newHash { try call.store.replacePin(of: person, with: hash) }
        try call.store.makeRoom(for: person, limit: sessions.countLimit, now: call.now)
        let tokens = sessions.issue(at: call.now)
        let id = try call.store.open(person, tokens, call.caller, at: call.now)
        return IssuedSession(id: id, tokens: tokens, clock: clock)
    }
}
