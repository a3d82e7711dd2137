import Kit

// Who hears of what. A connection has the topics that fit its user and what it asked for; those with `?events=` have
// topics apart, so that clients that do not ask never meet an event of another type than `message` and `error`.
extension Topic {
    /// All connections of a user.
    static func user(_ id: UserID) -> Topic { Topic("user:\(id.text)") }
    /// The members of a room.
    static func room(_ id: RoomID) -> Topic { Topic("room:\(id.text)") }
    /// Operators and admins, who hear of all support rooms.
    static let staff = Topic("staff")

    /// A user's connections that asked for `read`.
    static func readEvents(of id: UserID) -> Topic { Topic("read:user:\(id.text)") }
    /// The same of a room's members.
    static func readEvents(in room: RoomID) -> Topic { Topic("read:room:\(room.text)") }
    /// Operators' and admins' connections that asked for `room`.
    static let roomEvents = Topic("rooms")
}

/// What became of a room, for operators who asked.
enum RoomChange: String, Sendable {
    case active, idle, tagged
    case issueOpened = "issue_opened"
    case issueClosed = "issue_closed"
}

/// `{"room", "change", "active_by", "issue", "tags"}`
private struct RoomEvent: Sendable, JSONWritable {
    let room: Room
    let change: RoomChange
    let issue: IssueID?
    let tags: [ListedTag]

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("room", room.id.text)
            json.member("change", change.rawValue)
            json.member("active_by", room.activeBy?.text)
            json.member("issue", issue?.text)
            json.member("tags", tags)
        }
    }
}

/// `{"room", "user", "message"}`
private struct ReadEvent: Sendable, JSONWritable {
    let mark: ReadMark

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("room", mark.room.text)
            json.member("user", mark.member.text)
            json.member("message", mark.message.text)
        }
    }
}

extension WriteCall {
    /// A message goes to the room's members, and in a support room to all operators, but not back to the connection
    /// that it came by. The sender's other connections know it again by its `client_id`.
    func publish(
        _ message: Message, _ json: JSONText, _ clientID: ClientID?, from sender: Account, in room: Room
    ) {
        let readers = room.isSupport ? [Topic.room(room.id), .staff] : [Topic.room(room.id)]
        guard let clientID else { return publish("message", json, to: readers, except: .thisConnection) }
        publish("message", json, to: readers, except: .topics([.user(sender.id)]))
        let own = ListedMessage(json: json.text, clientID: clientID.text)
        publish("message", own, to: [.user(sender.id)], except: .thisConnection)
    }

    /// A new member's connections hear of the room from now on.
    func enter(_ member: UserID, _ room: RoomID) {
        join(those: .user(member), to: .room(room))
        join(those: .readEvents(of: member), to: .readEvents(in: room))
    }

    /// Somebody has read: for the reader's other connections, and for the room's members.
    func publish(_ mark: ReadMark) {
        publish(
            "read", ReadEvent(mark: mark), to: [.readEvents(in: mark.room), .readEvents(of: mark.member)],
            except: .thisConnection)
    }

    /// Something became of a room, which operators see before they meet in it.
    func publishChange(_ change: RoomChange, of id: RoomID, _ issue: IssueID? = nil) throws(APIError) {
        guard let room = try store.reading.room(id) else { return }
        let event = RoomEvent(room: room, change: change, issue: issue, tags: try store.reading.tags(of: id))
        publish("room", event, to: [.roomEvents])
    }
}
