import Kit

/// Whose rooms, in the path.
struct ListUserRooms: OperationInput {
    let id: UserID
    let with: RoomExtras?

    static let pathFields = ["id"]
    static let queryFields = ["with"]
    static let bodyFormats: [BodyFormat] = []
}

extension AllyChat {
    /// A client's rooms, for the client and for operators. An operator's own are all there are.
    func listUserRooms(_ input: ListUserRooms, _ call: borrowing ReadCall) throws(APIError) -> RoomList {
        let caller = try call.caller.account()
        let owner = try owner(input.id, caller, call.store)
        let rooms = try owner.role.isStaff ? call.store.allRooms() : call.store.rooms(of: owner.id)
        return RoomList(name: "rooms", rooms: try call.store.shown(rooms, to: caller.id, with: input.with ?? []))
    }

    /// How far a client has read, or oneself.
    func listUserReadMarks(_ input: UserPath, _ call: borrowing ReadCall) throws(APIError) -> ReadMarkList {
        let owner = try owner(input.id, try call.caller.account(), call.store)
        return ReadMarkList(marks: try call.store.marks(of: owner.id))
    }

    /// The rooms that an operator has; operators see each other's.
    func listActiveRooms(_ input: ListUserRooms, _ call: borrowing ReadCall) throws(APIError) -> RoomList {
        let caller = try call.caller.account(in: .staff)
        guard let user = try call.store.user(input.id), user.role.isStaff else { throw APIError(.accountUnknown) }
        let rooms = try call.store.rooms(activeBy: user.id)
        return RoomList(
            name: "active_rooms", rooms: try call.store.shown(rooms, to: caller.id, with: input.with ?? []))
    }

    /// Oneself, or for operators any client.
    /// - Throws: `account.unknown`.
    private func owner(_ id: UserID, _ caller: Account, _ store: ReadStore) throws(APIError) -> Account {
        if id == caller.id { return caller }
        guard caller.role.isStaff, let user = try store.user(id), user.role == .client else {
            throw APIError(.accountUnknown)
        }
        return Account(id: id, role: .client)
    }
}
