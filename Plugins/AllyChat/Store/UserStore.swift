import Kit

/// Every statement about users.
enum UserStore {
    fileprivate static let account = SQL("SELECT role, tokens_since FROM users WHERE id = $1")
    fileprivate static let userByID = SQL("SELECT id, role, alias, avatar_url, number FROM users WHERE id = $1")
    fileprivate static let userByAlias = SQL("SELECT id, role, alias, avatar_url, number FROM users WHERE alias = $1")
    fileprivate static let clients = SQL(
        "SELECT id, role, alias, avatar_url, number FROM users WHERE role = 0 ORDER BY number LIMIT 10000")
    fileprivate static let sharesRoom = SQL(
        """
        SELECT EXISTS (
            SELECT 1 FROM members AS mine JOIN members AS others ON others.room = mine.room
            WHERE mine.member = $1 AND others.member = $2)
        OR EXISTS (
            SELECT 1 FROM writers JOIN members ON members.room = writers.room AND members.member = $1
            WHERE writers.writer = $2)
        """)

    fileprivate static let insertClient = SQL(
        """
        INSERT INTO users (id, role, alias, avatar_url, parse_id, tokens_since) VALUES ($1, 0, $2, $3, $4, 0)
        """)
    fileprivate static let setAlias = SQL("UPDATE users SET alias = $2 WHERE id = $1")
    fileprivate static let setAvatar = SQL("UPDATE users SET avatar_url = $2 WHERE id = $1")
    fileprivate static let setParseID = SQL("UPDATE users SET parse_id = $2 WHERE id = $1")
    fileprivate static let setWantsPush = SQL("UPDATE members SET wants_push = $2 WHERE member = $1")

    // MARK: Operators

    fileprivate static let passwordByLogin = SQL("SELECT id, password_hash FROM users WHERE login_key = $1")
    fileprivate static let hasAdmin = SQL("SELECT EXISTS (SELECT 1 FROM users WHERE role = 2)")
    fileprivate static let operators = SQL(
        "SELECT id, role, alias, avatar_url, login FROM users WHERE role IN (1, 2) ORDER BY number LIMIT 10000")
    fileprivate static let operatorByID = SQL(
        "SELECT id, role, alias, avatar_url, login FROM users WHERE id = $1 AND role > 0")
    fileprivate static let insertOperator = SQL(
        """
        INSERT INTO users (id, role, login, login_key, password_hash, tokens_since) VALUES ($1, $2, $3, $4, $5, 0)
        """)
    fileprivate static let setLogin = SQL("UPDATE users SET login = $2, login_key = $3 WHERE id = $1")
    fileprivate static let setRole = SQL("UPDATE users SET role = $2 WHERE id = $1")
    fileprivate static let setPassword = SQL("UPDATE users SET password_hash = $2, tokens_since = $3 WHERE id = $1")
    fileprivate static let replaceHash = SQL("UPDATE users SET password_hash = $2 WHERE id = $1")
    fileprivate static let deleteUser = SQL("DELETE FROM users WHERE id = $1")
    fileprivate static let deleteMarks = SQL("DELETE FROM marks WHERE member = $1")
}

/// What a log-in is compared with.
struct StoredPassword: Sendable {
    let user: UserID
    let hash: PasswordHash
}

extension ReadStore {
    /// Whose token it is, and the second from which on their tokens count; `nil` when there is no such user any more.
    func account(_ id: UserID) throws(APIError) -> (account: Account, tokensSince: Int64)? {
        try first(UserStore.account, id) { (Account(id: id, role: $0.role(0)), $0.int64(1)) }
    }

    func user(_ id: UserID) throws(APIError) -> User? { try first(UserStore.userByID, id, map: User.init) }

    func user(_ alias: Alias) throws(APIError) -> User? { try first(UserStore.userByAlias, alias, map: User.init) }

    /// The first 10,000.
    func clients() throws(APIError) -> [User] { try all(UserStore.clients, map: User.init) }

    /// Whether a client may see another user: they have a room together, or that one is an operator who wrote in one of
    /// the client's.
    func sharesRoom(_ client: UserID, with other: UserID) throws(APIError) -> Bool {
        try first(UserStore.sharesRoom, client, other) { $0.bool(0) } ?? false
    }

    func storedPassword(of login: FoldedText) throws(APIError) -> StoredPassword? {
        try first(UserStore.passwordByLogin, login) { (row) throws(APIError) in
            do { return StoredPassword(user: row.id(0), hash: try PasswordHash(text: row.text(1))) } catch {
                throw APIError(.internalError, .storeDamaged)
            }
        }
    }

    func hasAdmin() throws(APIError) -> Bool { try first(UserStore.hasAdmin) { $0.bool(0) } ?? false }

    func operators() throws(APIError) -> [ListedOperator] { try all(UserStore.operators, map: ListedOperator.init) }

    func listedOperator(_ id: UserID) throws(APIError) -> ListedOperator? {
        try first(UserStore.operatorByID, id, map: ListedOperator.init)
    }
}

extension WriteStore {
    func insertClient(_ id: UserID, _ alias: Alias, _ avatar: WebURL?, _ parseID: ParseID?) throws(APIError) {
        try execute(UserStore.insertClient, id, alias, avatar, parseID)
    }

    func setAlias(_ alias: Alias, of id: UserID) throws(APIError) { try execute(UserStore.setAlias, id, alias) }

    func setAvatar(_ avatar: WebURL?, of id: UserID) throws(APIError) { try execute(UserStore.setAvatar, id, avatar) }

    func setParseID(_ parseID: ParseID?, of id: UserID) throws(APIError) {
        try execute(UserStore.setParseID, id, parseID)
        try execute(UserStore.setWantsPush, id, parseID != nil)
    }

    func insertOperator(_ id: UserID, _ role: Role, _ login: Login, _ hash: PasswordHash) throws(APIError) {
        try execute(UserStore.insertOperator, id, role, login, login.key, hash.text)
    }

    func setLogin(_ login: Login, of id: UserID) throws(APIError) {
        try execute(UserStore.setLogin, id, login, login.key)
    }

    func setRole(_ role: Role, of id: UserID) throws(APIError) { try execute(UserStore.setRole, id, role) }

    /// Tokens of earlier seconds count no more.
    func setPassword(_ hash: PasswordHash, of id: UserID, at now: Timestamp) throws(APIError) {
        try execute(UserStore.setPassword, id, hash.text, now.seconds)
    }

    /// The same password, hashed at another cost.
    func replaceHash(_ hash: PasswordHash, of id: UserID) throws(APIError) {
        try execute(UserStore.replaceHash, id, hash.text)
    }

    func deleteOperator(_ id: UserID) throws(APIError) {
        try execute(UserStore.deleteMarks, id)
        try execute(UserStore.deleteUser, id)
    }
}

extension Row {
    fileprivate func role(_ column: Int) -> Role { Role(rawValue: int(column)) ?? .client }
}

extension User {
    fileprivate init(_ row: borrowing Row) {
        self.init(
            id: row.id(0), role: row.role(1), alias: row.optionalText(2), avatar: row.optionalText(3),
            number: row.int64(4))
    }
}

extension ListedOperator {
    fileprivate init(_ row: borrowing Row) {
        self.init(
            id: row.id(0), role: row.role(1), alias: row.optionalText(2), avatar: row.optionalText(3),
            login: row.text(4))
    }
}
