import Kit

extension AllyChat {
    /// The operator has the room from now on, unless another one has it.
    func activateRoom(_ input: RoomPath, _ call: borrowing WriteCall) throws(APIError) -> ShownRoom {
        let caller = try call.caller.account(in: .staff)
        let room = try call.store.reading.room(input.id, seenBy: caller)
        guard room.activeBy == nil || room.activeBy == caller.id else { throw APIError(.roomActive) }
        if room.activeBy == nil {
            try call.store.setActive(room.id, by: caller.id)
            try call.publishChange(.active, of: room.id)
        }
        return try shown(room.id, to: caller, call)
    }

    /// The operator is done: the room is idle, and its open issue closed. A room that is idle stays as it is, so that
    /// asking twice does no harm.
    func deactivateRoom(_ input: RoomPath, _ call: borrowing WriteCall) throws(APIError) -> ShownRoom {
        let caller = try call.caller.account(in: .staff)
        let room = try call.store.reading.room(input.id, seenBy: caller)
        guard let holder = room.activeBy else { return try shown(room.id, to: caller, call) }
        guard holder == caller.id || caller.role == .admin else { throw APIError(.roomActive) }
        try call.store.setActive(room.id, by: nil)
        if let issue = try call.store.reading.openIssue(in: room.id) {
            let time = ChatTime(call.now, after: max(room.lastMessageAt, issue.createdAt))
            try call.store.close(issue: issue.number, by: caller.id, at: time)
            try keepAnswer(of: issue, call)
            try call.publishChange(.issueClosed, of: room.id, issue.id)
        }
        try call.publishChange(.idle, of: room.id)
        return try shown(room.id, to: caller, call)
    }

    /// A room as it is now.
    func shown(_ id: RoomID, to reader: Account, _ call: borrowing WriteCall) throws(APIError) -> ShownRoom {
        guard let room = try call.store.reading.room(id) else { throw APIError(.internalError) }
        return try call.store.reading.shown(room, to: reader.id)
    }
}
