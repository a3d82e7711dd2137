import Kit

/// A person, and the PIN that the portal made for them.
struct UpdatePin: OperationInput {
    let person: PersonID
    let tabNumber: TabNumber
    let login: Email
    let newPin: NewPin
    let createdAt: WrittenTime

    private enum CodingKeys: String, CodingKey {
        case person = "id_phperson"
        case tabNumber = "tab_no"
        case login = "ad_login"
        case newPin = "pin_code"
        case createdAt = "created_at"
    }
}

extension Portal {
    /// How far `created_at` may be ahead, in seconds. A time that nobody lives to see would keep out all later PINs;
    /// a day is more than a wrong zone or a clock that goes wrong makes of it.
    private static let aheadLimitSeconds: Int64 = 86_400

    /// On the CPU pool. What came too late is not worth a hash: the stored time only goes up.
    /// - Returns: `nil` when nothing is to be changed.
    func hashPin(_ input: UpdatePin, _ call: borrowing ReadCall) throws(APIError) -> PasswordHash? {
        guard input.createdAt.moment(by: clock) <= call.now.adding(seconds: Self.aheadLimitSeconds) else {
            throw .invalid("created_at", "must not be more than a day ahead")
        }
        if let stored = try call.store.pinTime(of: input.person), input.createdAt.moment(by: clock) < stored {
            return nil
        }
        return try hashing.hash(input.newPin.pin.text)
    }

    /// On the writer, where callbacks that overtook each other come one after the other.
    func updatePin(
        _ input: UpdatePin, _ hash: PasswordHash?, _ call: borrowing WriteCall
    ) throws(APIError) -> Done {
        let createdAt = input.createdAt.moment(by: clock)
        let stored = try call.store.reading.pinTime(of: input.person)
        guard let hash, createdAt >= stored ?? createdAt else { return Done() }
        try call.store.save(input, hash, createdAt: createdAt)
        // The same callback once more is no reason to log anyone out.
        if let stored, createdAt > stored { try call.store.closeSessions(of: input.person) }
        return Done()
    }
}
