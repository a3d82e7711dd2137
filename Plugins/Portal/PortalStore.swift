import Kit

/// The tables, and every statement there is.
enum PortalStore {
    /// Times are milliseconds; `data` is JSON; digests are SHA-256. AUTOINCREMENT keeps a number from being given again
    /// once the newest row is gone: clients remember them.
    static let schema = [
        Migration(
            "people, sessions, events",
            """
            CREATE TABLE people (
                id INTEGER PRIMARY KEY,
                id_phperson TEXT NOT NULL UNIQUE,
                tab_no TEXT NOT NULL,
                ad_login TEXT NOT NULL,
                login_key TEXT NOT NULL,
                pin_hash TEXT NOT NULL,
                pin_created_at BIGINT NOT NULL
            );
            CREATE INDEX people_by_login ON people (login_key, pin_created_at, id);
            CREATE TABLE sessions (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                id_phperson TEXT NOT NULL,
                access_digest BLOB NOT NULL UNIQUE,
                refresh_digest BLOB NOT NULL UNIQUE,
                user_agent TEXT NOT NULL,
                ip_address TEXT NOT NULL,
                access_expires_at BIGINT NOT NULL,
                refresh_expires_at BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL
            );
            CREATE INDEX sessions_by_person ON sessions (id_phperson, id);
            CREATE INDEX sessions_by_end ON sessions (refresh_expires_at);
            CREATE TABLE spent_tokens (
                id INTEGER PRIMARY KEY,
                digest BLOB NOT NULL UNIQUE,
                session_id BIGINT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                expires_at BIGINT NOT NULL
            );
            CREATE INDEX spent_tokens_by_session ON spent_tokens (session_id, id);
            CREATE TABLE events (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                type TEXT NOT NULL,
                title TEXT NOT NULL,
                message TEXT NOT NULL,
                data TEXT NOT NULL,
                created_at BIGINT NOT NULL
            );
            CREATE INDEX events_by_time ON events (created_at);
            CREATE TABLE event_recipients (
                id INTEGER PRIMARY KEY,
                id_phperson TEXT NOT NULL,
                event_id BIGINT NOT NULL,
                UNIQUE (id_phperson, event_id)
            );
            CREATE INDEX event_recipients_by_event ON event_recipients (event_id);
            """),
        DurableLimit.migration,
        Migration(
            "logins by case folding",
            folding: FoldedColumn(table: "people", id: "id", name: "ad_login", key: "login_key")),
    ]

    // MARK: People

    fileprivate static let pinTime = SQL("SELECT pin_created_at FROM people WHERE id_phperson = $1")
    /// Of several people with one login, the one whose PIN is newest has it.
    fileprivate static let pinByLogin = SQL(
        """
        SELECT id_phperson, pin_created_at, pin_hash FROM people WHERE login_key = $1
        ORDER BY pin_created_at DESC, id DESC LIMIT 1
        """)
    fileprivate static let savePerson = SQL(
        """
        INSERT INTO people (id_phperson, tab_no, ad_login, login_key, pin_hash, pin_created_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id_phperson) DO UPDATE SET tab_no = excluded.tab_no, ad_login = excluded.ad_login,
            login_key = excluded.login_key, pin_hash = excluded.pin_hash, pin_created_at = excluded.pin_created_at
        """)
    fileprivate static let replacePin = SQL("UPDATE people SET pin_hash = $2 WHERE id_phperson = $1")

    // MARK: Sessions

    fileprivate static let holder = SQL(
        "SELECT id_phperson, id, access_expires_at FROM sessions WHERE access_digest = $1")
    fileprivate static let sessionsOfPerson = SQL(
        """
        SELECT id, user_agent, ip_address, access_expires_at, refresh_expires_at, created_at, updated_at FROM sessions
        WHERE id_phperson = $1 AND refresh_expires_at > $2 ORDER BY id LIMIT 1000
        """)
    fileprivate static let insertSession = SQL(
        """
        INSERT INTO sessions (id_phperson, access_digest, refresh_digest, user_agent, ip_address, access_expires_at,
            refresh_expires_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING id
        """)
    fileprivate static let sessionByRefresh = SQL(
        "SELECT id FROM sessions WHERE refresh_digest = $1 AND refresh_expires_at > $2")
    fileprivate static let rotateSession = SQL(
        """
        UPDATE sessions SET access_digest = $2, refresh_digest = $3, access_expires_at = $4, refresh_expires_at = $5,
            updated_at = $6
        WHERE id = $1
        """)
    fileprivate static let closeSession = SQL("DELETE FROM sessions WHERE id = $1")
    fileprivate static let closeSessionOfPerson = SQL(
        "DELETE FROM sessions WHERE id = $1 AND id_phperson = $2 AND refresh_expires_at > $3")
    fileprivate static let closeSessionsOfPerson = SQL("DELETE FROM sessions WHERE id_phperson = $1")
    fileprivate static let closeEndedSessionsOfPerson = SQL(
        "DELETE FROM sessions WHERE id_phperson = $1 AND refresh_expires_at <= $2")
    /// Keeps the newest, so many that the next one fits in.
    fileprivate static let closeOldestSessions = SQL(
        """
        DELETE FROM sessions WHERE id_phperson = $1 AND id <= (
            SELECT id FROM sessions WHERE id_phperson = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)
        """)
    fileprivate static let closeEndedSessions = SQL(
        """
        DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE refresh_expires_at <= $1 ORDER BY refresh_expires_at LIMIT 20)
        """)

    // MARK: Spent refresh tokens

    fileprivate static let sessionBySpent = SQL(
        "SELECT session_id FROM spent_tokens WHERE digest = $1 AND expires_at > $2")
    fileprivate static let insertSpent = SQL(
        """
        INSERT INTO spent_tokens (digest, session_id, expires_at)
        SELECT refresh_digest, id, refresh_expires_at FROM sessions WHERE id = $1
        """)
    /// Those that have ended, and all but the newest 100.
    fileprivate static let forgetSpent = SQL(
        """
        DELETE FROM spent_tokens WHERE session_id = $1 AND (expires_at <= $2 OR id <= (
            SELECT id FROM spent_tokens WHERE session_id = $1 ORDER BY id DESC LIMIT 1 OFFSET 100))
        """)

    // MARK: Events

    fileprivate static let insertEvent = SQL(
        "INSERT INTO events (type, title, message, data, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id")
    fileprivate static let insertRecipient = SQL(
        "INSERT INTO event_recipients (id_phperson, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
    fileprivate static let eventsOfPerson = SQL(
        """
        SELECT events.id, events.type, events.title, events.message, events.data, events.created_at
        FROM event_recipients JOIN events ON events.id = event_recipients.event_id
        WHERE event_recipients.id_phperson = $1 AND event_recipients.event_id > $2 AND events.created_at > $3
        ORDER BY event_recipients.event_id LIMIT 100
        """)
    fileprivate static let forgetRecipients = SQL(
        """
        DELETE FROM event_recipients WHERE id IN (
            SELECT event_recipients.id FROM events
            JOIN event_recipients ON event_recipients.event_id = events.id
            WHERE events.created_at <= $1 ORDER BY events.created_at, events.id LIMIT $2)
        """)
    /// Only the oldest are looked at, for those lose their recipients first.
    fileprivate static let forgetEvents = SQL(
        """
        DELETE FROM events WHERE id IN (SELECT id FROM events WHERE created_at <= $1 ORDER BY created_at, id LIMIT 10)
            AND NOT EXISTS (SELECT 1 FROM event_recipients WHERE event_id = events.id)
        """)
}

/// What a PIN is compared with.
struct StoredPin: Sendable {
    let person: PersonID
    /// When the portal made it. Hashed anew, or sent once more, it is still the same PIN.
    let createdAt: Timestamp
    let hash: PasswordHash

    func isSamePin(as other: StoredPin) -> Bool { person == other.person && createdAt == other.createdAt }
}

extension ReadStore {
    /// When the person's PIN was made; `nil` when the person is unknown.
    func pinTime(of person: PersonID) throws(APIError) -> Timestamp? {
        try first(PortalStore.pinTime, person) { $0.timestamp(0) }
    }

    func storedPin(of login: FoldedText) throws(APIError) -> StoredPin? {
        try first(PortalStore.pinByLogin, login, map: StoredPin.init)
    }

    /// Whose access token it is; it may have ended.
    func holder(ofAccess digest: TokenDigest) throws(APIError) -> Subject? {
        try first(PortalStore.holder, digest) { row in
            Subject(name: row.text(0), tokenID: .number(row.int64(1)), expiresAt: row.timestamp(2))
        }
    }

    /// The session whose refresh token it is, unless that has ended.
    func session(withRefresh digest: TokenDigest, at now: Timestamp) throws(APIError) -> SessionID? {
        try first(PortalStore.sessionByRefresh, digest, now) { SessionID($0.int64(0)) }
    }

    /// The session whose refresh token it was.
    func session(thatSpent digest: TokenDigest, at now: Timestamp) throws(APIError) -> SessionID? {
        try first(PortalStore.sessionBySpent, digest, now) { SessionID($0.int64(0)) }
    }

    /// Those that can be refreshed, oldest first.
    func sessions(
        of person: PersonID, at now: Timestamp, shownBy clock: ZoneClock
    ) throws(APIError) -> [ListedSession] {
        try all(PortalStore.sessionsOfPerson, person, now) { row in
            ListedSession(
                id: SessionID(row.int64(0)), userAgent: row.text(1), ipAddress: row.text(2),
                accessExpiresAt: clock.text(at: row.timestamp(3)), refreshExpiresAt: clock.text(at: row.timestamp(4)),
                createdAt: clock.text(at: row.timestamp(5)), updatedAt: clock.text(at: row.timestamp(6)))
        }
    }

    /// A page of at most 100 events and some 1 MiB: what is beyond comes with the next one. An event always fits.
    func events(
        for person: PersonID, after event: EventID, since oldest: Timestamp, shownBy clock: ZoneClock
    ) throws(APIError) -> [ListedEvent] {
        var byteCount = 0
        let page = try all(PortalStore.eventsOfPerson, person, event, oldest) { row -> ListedEvent? in
            guard byteCount < 1 << 20 else { return nil }
            let event = ListedEvent(
                id: EventID(row.int64(0)), type: row.text(1), title: row.text(2), message: row.text(3),
                data: JSONText(alreadyValid: row.text(4)), createdAt: clock.text(at: row.timestamp(5)))
            byteCount += event.title.utf8.count + event.message.utf8.count + event.data.text.utf8.count
            return event
        }
        return page.compactMap { $0 }
    }
}

extension WriteStore {
    func save(_ update: UpdatePin, _ hash: PasswordHash, createdAt: Timestamp) throws(APIError) {
        try execute(
            PortalStore.savePerson, update.person, update.tabNumber, update.login.text, update.login.key, hash.text,
            createdAt)
    }

    func replacePin(of person: PersonID, with hash: PasswordHash) throws(APIError) {
        try execute(PortalStore.replacePin, person, hash.text)
    }

    /// Closes the person's oldest sessions until one more is within the limit, and in passing some that have ended.
    func makeRoom(for person: PersonID, limit: Int, now: Timestamp) throws(APIError) {
        try execute(PortalStore.closeEndedSessions, now)
        try execute(PortalStore.closeEndedSessionsOfPerson, person, now)
        try execute(PortalStore.closeOldestSessions, person, limit - 1)
    }

    func open(
        _ person: PersonID, _ tokens: SessionTokens, _ caller: Caller, at now: Timestamp
    ) throws(APIError) -> SessionID {
        // A field may have 8 KiB, and a person many sessions.
        let userAgent = String(String.UnicodeScalarView((caller.userAgent ?? "").unicodeScalars.prefix(500)))
        let id = try first(
            PortalStore.insertSession, person, tokens.access.digest, tokens.refresh.digest, userAgent,
            caller.remoteAddress, tokens.accessExpiresAt, tokens.refreshExpiresAt, now
        ) { SessionID($0.int64(0)) }
        guard let id else { throw APIError(.internalError, .storeDamaged) }
        return id
    }

    /// Gives the session new tokens, and remembers the old refresh token for as long as it would have been good.
    func rotate(_ id: SessionID, for tokens: SessionTokens, at now: Timestamp) throws(APIError) {
        try execute(PortalStore.insertSpent, id)
        try execute(PortalStore.forgetSpent, id, now)
        try execute(
            PortalStore.rotateSession, id, tokens.access.digest, tokens.refresh.digest, tokens.accessExpiresAt,
            tokens.refreshExpiresAt, now)
    }

    func close(_ id: SessionID) throws(APIError) { try execute(PortalStore.closeSession, id) }

    /// - Returns: whether the person had such a session.
    func close(_ id: SessionID, of person: PersonID, at now: Timestamp) throws(APIError) -> Bool {
        try execute(PortalStore.closeSessionOfPerson, id, person, now) > 0
    }

    func closeSessions(of person: PersonID) throws(APIError) {
        try execute(PortalStore.closeSessionsOfPerson, person)
    }

    func insert(_ event: PushEvent, at now: Timestamp) throws(APIError) -> EventID {
        let id = try first(
            PortalStore.insertEvent, event.type.rawValue, event.title.text, event.message.text, event.data.json.text,
            now
        ) { EventID($0.int64(0)) }
        guard let id else { throw APIError(.internalError, .storeDamaged) }
        return id
    }

    /// - Returns: `false` when the event was addressed to that person before.
    func address(_ event: EventID, to person: PersonID) throws(APIError) -> Bool {
        try execute(PortalStore.insertRecipient, person, event) > 0
    }

    /// Deletes what is left of old events, but no more than is said: it happens in passing.
    func forgetEvents(before oldest: Timestamp, recipientLimit: Int) throws(APIError) {
        try execute(PortalStore.forgetRecipients, oldest, recipientLimit)
        try execute(PortalStore.forgetEvents, oldest)
    }
}

extension StoredPin {
    fileprivate init(_ row: borrowing Row) throws(APIError) {
        person = PersonID(stored: row.text(0))
        createdAt = row.timestamp(1)
        do { hash = try PasswordHash(text: row.text(2)) } catch { throw APIError(.internalError, .storeDamaged) }
    }
}
