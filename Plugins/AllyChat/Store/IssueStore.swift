import Kit

/// Every statement about issues.
enum IssueStore {
    fileprivate static let issueByID = SQL(
        """
        SELECT number, id, room, created_at, answered_at, closed_at, closed_by, first_message, last_message, answer
        FROM issues WHERE id = $1
        """)
    fileprivate static let openIssue = SQL(
        """
        SELECT number, id, room, created_at, answered_at, closed_at, closed_by, first_message, last_message, answer
        FROM issues WHERE room = $1 AND closed_at IS NULL
        """)
    fileprivate static let insertIssue = SQL(
        """
        INSERT INTO issues (id, room, created_at, first_message, last_message) VALUES ($1, $2, $3, $4, $4)
        RETURNING number
        """)
    fileprivate static let setLastIssue = SQL("UPDATE rooms SET last_issue = $2 WHERE id = $1")
    fileprivate static let noteMessage = SQL("UPDATE issues SET last_message = $2 WHERE number = $1")
    fileprivate static let noteAnswer = SQL(
        "UPDATE issues SET answer = $2, answered_at = $3 WHERE number = $1 AND answered_at IS NULL")
    fileprivate static let closeIssue = SQL("UPDATE issues SET closed_at = $2, closed_by = $3 WHERE number = $1")

    // MARK: Tags

    fileprivate static let issueTags = SQL("SELECT tag FROM issue_tags WHERE issue = $1 ORDER BY number LIMIT 100")
    fileprivate static let copyTags = SQL(
        "INSERT INTO issue_tags (issue, tag) SELECT $1, tag FROM room_tags WHERE room = $2 ORDER BY number")
    fileprivate static let insertTag = SQL(
        "INSERT INTO issue_tags (issue, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING")
    fileprivate static let deleteTag = SQL("DELETE FROM issue_tags WHERE issue = $1 AND tag = $2")

    // MARK: Statistics

    /// By quarters of an hour: every zone's days begin with one.
    fileprivate static let quarterHours = SQL(
        """
        SELECT created_at / 900000000, count(*) FROM issues
        WHERE ($1 IS NULL OR closed_by = $1) AND ($2 IS NULL OR (closed_at IS NULL) = $2)
            AND ($3 IS NULL OR EXISTS (SELECT 1 FROM issue_tags WHERE tag = $3 AND issue = issues.number))
        GROUP BY created_at / 900000000 ORDER BY 1
        """)
}

extension ReadStore {
    func issue(_ id: IssueID) throws(APIError) -> Issue? { try first(IssueStore.issueByID, id, map: Issue.init) }

    func openIssue(in room: RoomID) throws(APIError) -> Issue? {
        try first(IssueStore.openIssue, room, map: Issue.init)
    }

    func tags(ofIssue number: Int64) throws(APIError) -> [ListedTag] {
        try all(IssueStore.issueTags, number) { ListedTag(tag: $0.text(0)) }
    }

    /// How many issues began in which quarters of an hour since the epoch, in their order.
    func issueCounts(
        closedBy: UserID?, isOpen: Bool?, tag: String?
    ) throws(APIError) -> [(quarterHour: Int64, count: Int)] {
        try all(IssueStore.quarterHours, closedBy, isOpen, tag) { ($0.int64(0), $0.int(1)) }
    }
}

extension WriteStore {
    /// Opens an issue with a message of the room, whose tags it gets.
    func openIssue(_ id: IssueID, in room: RoomID, with message: Int64, at time: ChatTime) throws(APIError) {
        let number = try first(IssueStore.insertIssue, id, room, time, message) { $0.int64(0) }
        guard let number else { throw APIError(.internalError, .storeDamaged) }
        try execute(IssueStore.copyTags, number, room)
        try execute(IssueStore.setLastIssue, room, number)
    }

    func note(message: Int64, ofIssue number: Int64) throws(APIError) {
        try execute(IssueStore.noteMessage, number, message)
    }

    /// The first reply counts.
    func note(answer message: Int64, to issue: Int64, at time: ChatTime) throws(APIError) {
        try execute(IssueStore.noteAnswer, issue, message, time)
    }

    func close(issue: Int64, by operatorID: UserID, at time: ChatTime) throws(APIError) {
        try execute(IssueStore.closeIssue, issue, time, operatorID)
    }

    func addTag(_ tag: Tag, toIssue number: Int64) throws(APIError) {
        try execute(IssueStore.insertTag, number, tag)
    }

    func removeTag(_ tag: Tag, fromIssue number: Int64) throws(APIError) {
        try execute(IssueStore.deleteTag, number, tag)
    }
}

extension Issue {
    fileprivate init(_ row: borrowing Row) { self.init(row, from: 0) }

    /// - Parameter column: the first of ten, in the order of `issueByID`.
    init(_ row: borrowing Row, from column: Int) {
        self.init(
            number: row.int64(column), id: row.id(column + 1), room: row.id(column + 2),
            createdAt: row.chatTime(column + 3), answeredAt: row.optionalChatTime(column + 4),
            closedAt: row.optionalChatTime(column + 5), closedBy: row.optionalID(column + 6),
            firstMessage: row.int64(column + 7), lastMessage: row.int64(column + 8), answer: row.number(column + 9))
    }
}
