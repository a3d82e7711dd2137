import Kit

/// The tables, and every statement there is.
enum GoncordStore {
    /// Names are unique by their keys, which hold them folded; `roles` and `apps` hold JSON. Times are milliseconds.
    static let schema = [
        Migration(
            "users, revoked tokens",
            """
            CREATE TABLE users (
                id INTEGER PRIMARY KEY,
                login TEXT NOT NULL,
                login_key TEXT NOT NULL UNIQUE,
                email TEXT NOT NULL,
                email_key TEXT NOT NULL UNIQUE,
                password_hash TEXT NOT NULL,
                second_name TEXT,
                last_name TEXT,
                first_name TEXT,
                birthday TEXT,
                roles TEXT NOT NULL,
                apps TEXT NOT NULL,
                created_at BIGINT NOT NULL
            );
            CREATE TABLE revoked_tokens (
                token_id TEXT NOT NULL PRIMARY KEY,
                expires_at BIGINT NOT NULL
            );
            CREATE INDEX revoked_tokens_by_end ON revoked_tokens (expires_at);
            """),
        DurableLimit.migration,
        Migration(
            "names by case folding",
            folding: FoldedColumn(table: "users", id: "id", name: "email", key: "email_key")),
    ]

    fileprivate static let user = SQL(
        """
        SELECT second_name, roles, login, last_name, first_name, email, birthday, apps FROM users WHERE id = $1
        """)
    fileprivate static let takenNames = SQL(
        """
        SELECT EXISTS (SELECT 1 FROM users WHERE login_key = $1), EXISTS (SELECT 1 FROM users WHERE email_key = $2)
        """)
    fileprivate static let insertUser = SQL(
        """
        INSERT INTO users (login, login_key, email, email_key, password_hash, second_name, last_name, first_name,
            birthday, roles, apps, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        RETURNING second_name, roles, login, last_name, first_name, email, birthday, apps
        """)
    fileprivate static let updateUser = SQL(
        """
        UPDATE users SET second_name = $2, last_name = $3, first_name = $4, birthday = $5, roles = $6, apps = $7
        WHERE id = $1
        """)
    fileprivate static let passwordByLogin = SQL("SELECT id, password_hash FROM users WHERE login_key = $1")
    fileprivate static let passwordByEmail = SQL("SELECT id, password_hash FROM users WHERE email_key = $1")
    fileprivate static let replacePassword = SQL("UPDATE users SET password_hash = $2 WHERE id = $1")

    fileprivate static let isRevoked = SQL("SELECT 1 FROM revoked_tokens WHERE token_id = $1")
    fileprivate static let revoke = SQL(
        "INSERT INTO revoked_tokens (token_id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
    fileprivate static let forgetRevoked = SQL(
        """
        DELETE FROM revoked_tokens WHERE token_id IN (
            SELECT token_id FROM revoked_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT 100)
        """)
}

/// What a login is compared with.
struct StoredPassword {
    let userID: UserID
    let hash: PasswordHash
}

extension ReadStore {
    func user(_ id: UserID) throws(APIError) -> User? { try first(GoncordStore.user, id, map: User.init) }

    func takenNames(_ login: Login, _ email: Email) throws(APIError) -> TakenNames {
        try first(GoncordStore.takenNames, login.key, email.key, map: TakenNames.init) ?? TakenNames()
    }

    /// The password of the user whose name it is; with a login and an address, of the user who has both.
    func storedPassword(of name: LoginName) throws(APIError) -> StoredPassword? {
        let byLogin = try storedPassword(GoncordStore.passwordByLogin, name.login)
        let byEmail = try storedPassword(GoncordStore.passwordByEmail, name.email)
        if case .both = name, byLogin?.userID != byEmail?.userID { return nil }
        return byLogin ?? byEmail
    }

    private func storedPassword(_ sql: SQL, _ name: FoldedText?) throws(APIError) -> StoredPassword? {
        guard let name else { return nil }
        return try first(sql, name, map: StoredPassword.init)
    }

    func isRevoked(_ tokenID: String) throws(APIError) -> Bool {
        try first(GoncordStore.isRevoked, tokenID) { _ in true } ?? false
    }
}

extension WriteStore {
    func insert(_ new: RegisterUser, _ hash: PasswordHash, at now: Timestamp) throws(APIError) -> User {
        let user = try first(
            GoncordStore.insertUser, new.login.text, new.login.key, new.email.text, new.email.key, hash.text,
            new.secondName?.text, new.lastName?.text, new.firstName?.text, new.birthday?.text,
            Roles.none.json.text, Apps.none.json.text, now, map: User.init)
        guard let user else { throw APIError(.internalError, .storeDamaged) }
        return user
    }

    func update(_ id: UserID, _ user: User) throws(APIError) {
        try execute(
            GoncordStore.updateUser, id, user.secondName, user.lastName, user.firstName, user.birthday,
            user.roles.json.text, user.apps.json.text)
    }

    func replacePassword(of id: UserID, with hash: PasswordHash) throws(APIError) {
        try execute(GoncordStore.replacePassword, id, hash.text)
    }

    /// Refuses a token until it ends by itself. Tokens that have ended need no row.
    func revoke(_ token: Subject, forgetting now: Timestamp) throws(APIError) {
        try execute(GoncordStore.forgetRevoked, now)
        try execute(GoncordStore.revoke, token.tokenID.text, token.expiresAt)
    }
}

extension User {
    fileprivate init(_ row: borrowing Row) {
        // In one call: property by property it would be copied as a whole at the end.
        self.init(
            secondName: row.optionalText(0), roles: Roles(json: JSONText(alreadyValid: row.text(1))),
            login: row.text(2), lastName: row.optionalText(3), firstName: row.optionalText(4), email: row.text(5),
            birthday: row.optionalText(6), apps: Apps(json: JSONText(alreadyValid: row.text(7))))
    }
}

extension StoredPassword {
    fileprivate init(_ row: borrowing Row) throws(APIError) {
        userID = UserID(row.int64(0))
        do { hash = try PasswordHash(text: row.text(1)) } catch { throw APIError(.internalError, .storeDamaged) }
    }
}

extension TakenNames {
    fileprivate init(_ row: borrowing Row) {
        login = row.bool(0)
        email = row.bool(1)
    }
}
