import Kit

/// Which room, in the path.
struct RoomPath: OperationInput {
    let id: RoomID

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = []
}

/// The same, and what else is wanted of it.
struct ShowRoom: OperationInput {
    let id: RoomID
    let with: RoomExtras?

    static let pathFields = ["id"]
    static let queryFields = ["with"]
    static let bodyFormats: [BodyFormat] = []
}

/// Who is to be in a room, beside the caller: `users[]=…`.
struct CreateRoom: OperationInput {
    let users: [UserID]

    static let bodyFormats: [BodyFormat] = [.form, .json]
}

extension AllyChat {
    func showRoom(_ input: ShowRoom, _ call: borrowing ReadCall) throws(APIError) -> ShownRoom {
        let caller = try call.caller.account()
        let room = try call.store.room(input.id, seenBy: caller)
        return try call.store.shown(room, to: caller.id, with: input.with ?? [])
    }

    /// A room between clients. The same clients get the room that they have.
    func createRoom(_ input: CreateRoom, _ call: borrowing WriteCall) throws(APIError) -> ShownRoom {
        let caller = try call.caller.account(in: .clients)
        var members = [caller.id]
        for user in input.users where !members.contains(user) {
            guard members.count < 1000 else { throw .invalid("users", "must be at most 1000 clients with oneself") }
            guard try call.store.reading.user(user)?.role == .client else {
                throw .invalid("users", "must be the ids of clients")
            }
            members.append(user)
        }
        guard members.count >= 2 else { throw .invalid("users", "must be 2 clients or more with oneself") }
        let digest = TokenDigest(of: members.map(\.text).sorted().joined(separator: " "))
        var id = try call.store.reading.room(ofMembers: digest)
        if id == nil {
            let new = RoomID.make(at: call.now)
            try call.store.insertRoom(new, members: members, digest: digest)
            for member in members { call.enter(member, new) }
            id = new
        }
        guard let id, let room = try call.store.reading.room(id) else { throw APIError(.internalError) }
        return try call.store.reading.shown(room, to: caller.id)
    }
}
