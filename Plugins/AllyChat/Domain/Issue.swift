import Kit

/// What a client came to its support room with: from its first message until an operator is done.
struct Issue: Sendable {
    let number: Int64
    let id: IssueID
    let room: RoomID
    let createdAt: ChatTime
    /// When an operator first replied.
    let answeredAt: ChatTime?
    /// `nil` while it is open.
    let closedAt: ChatTime?
    let closedBy: UserID?
    let firstMessage: Int64
    let lastMessage: Int64
    /// The first reply.
    let answer: Int64?

    var isOpen: Bool { closedAt == nil }
}

/// An issue as it is answered, with what it takes of other tables.
struct ShownIssue: Sendable, JSONWritable {
    let issue: Issue
    let firstMessage: JSONText?
    let lastMessage: JSONText?
    let tags: [ListedTag]

    func write(to json: inout JSONOutput) {
        json.object { json in
            json.member("last_message", lastMessage)
            json.member("first_message", firstMessage)
            json.member("is_open", issue.isOpen)
            json.member("room", issue.room.text)
            json.member("tags", tags)
            json.member("answered_at", issue.answeredAt)
            json.member("closed_at", issue.closedAt)
            json.member("created_at", issue.createdAt)
            json.member("id", issue.id.text)
            json.member("closed_by", issue.closedBy?.text)
        }
    }
}

extension ReadStore {
    func shown(_ issue: Issue) throws(APIError) -> ShownIssue {
        ShownIssue(
            issue: issue, firstMessage: try messageJSON(issue.firstMessage),
            lastMessage: try messageJSON(issue.lastMessage), tags: try tags(ofIssue: issue.number))
    }
}
