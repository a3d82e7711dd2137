import Kit

/// What somebody said in a room. As every answer and event shows it: all of these keys, `null` for what is not there.
struct Message: Sendable, JSONWritable {
    /// As many as a list has at most.
    static let pageLimit = 1000

    let id: MessageID
    let room: RoomID
    let sender: UserID
    let createdAt: ChatTime
    /// Empty when there is a file alone.
    let text: MessageText
    let file: WebURL?
    /// To which issue of a support room it belongs.
    let issue: IssueID?

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("room", room.text)
            json.member("created_at", createdAt)
            json.member("file", file?.text)
            json.member("message", text.text)
            json.member("issue", issue?.text)
            json.member("id", id.text)
            json.member("sender", sender.text)
        }
    }

    /// What a message says that was written as above.
    static func text(in json: String) -> String {
        (try? JSONDocument(parsing: Array(json.utf8)))?.root["message"]?.string ?? ""
    }
}

/// A message in a list. Its sender gets the name that it was sent by as well, to know it again.
struct ListedMessage: Sendable, JSONWritable {
    /// As stored.
    let json: String
    let clientID: String?

    func write(to json: inout JSONOutput) {
        guard let clientID else { return JSONText(alreadyValid: self.json).write(to: &json) }
        let name = String(decoding: JSON.encode(clientID), as: UTF8.self)
        JSONText(alreadyValid: "\(self.json.dropLast()),\"client_id\":\(name)}").write(to: &json)
    }
}

/// `{"messages": […]}`
struct MessageList: Sendable, JSONWritable {
    let messages: [ListedMessage]

    func write(to json: inout JSONOutput) { json.object { $0.member("messages", messages) } }
}
