import Kit

/// A tag for a room, or the one to take from it.
struct TagRoom: OperationInput {
    let id: RoomID
    let tag: Tag

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = [.form, .json]
}

/// `{"tags": […]}`
struct TagList: Sendable, JSONWritable {
    let tags: [ListedTag]

    func write(to json: inout JSONOutput) { json.object { $0.member("tags", tags) } }
}

extension AllyChat {
    private static let tagLimit = 100

    /// The open issue gets it too.
    func addRoomTag(_ input: TagRoom, _ call: borrowing WriteCall) throws(APIError) -> ShownRoom {
        let caller = try call.caller.account(in: .admins)
        let room = try call.store.reading.room(input.id, seenBy: caller)
        let tags = try call.store.reading.tags(of: room.id).map(\.tag)
        if !tags.contains(input.tag.text) {
            guard tags.count < Self.tagLimit else {
                throw .invalid("tag", "must be one of at most \(Self.tagLimit) of the room")
            }
            try call.store.addTag(input.tag, to: room.id)
            let issue = try call.store.reading.openIssue(in: room.id)
            if let issue { try call.store.addTag(input.tag, toIssue: issue.number) }
            try call.publishChange(.tagged, of: room.id)
        }
        return try shown(room.id, to: caller, call)
    }

    /// The open issue loses it too.
    func removeRoomTag(_ input: TagRoom, _ call: borrowing WriteCall) throws(APIError) -> ShownRoom {
        let caller = try call.caller.account(in: .admins)
        let room = try call.store.reading.room(input.id, seenBy: caller)
        if try call.store.reading.tags(of: room.id).contains(where: { $0.tag == input.tag.text }) {
            try call.store.removeTag(input.tag, from: room.id)
            let issue = try call.store.reading.openIssue(in: room.id)
            if let issue { try call.store.removeTag(input.tag, fromIssue: issue.number) }
            try call.publishChange(.tagged, of: room.id)
        }
        return try shown(room.id, to: caller, call)
    }

    /// Of all rooms and issues, by their letters.
    func listTags(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> TagList {
        _ = try call.caller.account(in: .staff)
        return TagList(tags: try call.store.allTags())
    }
}
