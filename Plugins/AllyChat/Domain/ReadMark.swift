import Kit

/// How far somebody has read in a room. It moves forward only, and keeps its id.
struct ReadMark: Sendable, JSONWritable {
    let id: MarkID
    let member: UserID
    let room: RoomID
    let message: MessageID
    /// The message's place in the order of storing.
    let messageNumber: Int64

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("user_id", member.text)
            json.member("room_id", room.text)
            json.member("id", id.text)
            json.member("last_read_message_id", message.text)
        }
    }
}

/// `{"user_rooms": […]}`
struct ReadMarkList: Sendable, JSONWritable {
    let marks: [ReadMark]

    func write(to json: inout JSONOutput) { json.object { $0.member("user_rooms", marks) } }
}
