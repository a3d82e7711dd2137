package import Kit

extension AppStore {
    /// The schema of `gateway.sqlite`.
    package static let schema = [
        Migration(
            "apps and their tokens",
            """
            CREATE TABLE apps (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                is_super INTEGER NOT NULL CHECK (is_super IN (0, 1)),
                is_blocked INTEGER NOT NULL DEFAULT 0 CHECK (is_blocked IN (0, 1)),
                expires_at INTEGER,
                created_at INTEGER NOT NULL,
                last_used_at INTEGER
            );
            CREATE TABLE app_apis (
                app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
                api TEXT NOT NULL,
                PRIMARY KEY (app_id, api)
            );
            CREATE TABLE app_tokens (
                digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
                app_id INTEGER NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
                created_at INTEGER NOT NULL,
                expires_at INTEGER
            );
            CREATE INDEX app_tokens_by_app ON app_tokens (app_id);
            """)
    ]

    static let begin = SQL("BEGIN IMMEDIATE")
    static let beginReading = SQL("BEGIN")
    static let commit = SQL("COMMIT")
    static let rollback = SQL("ROLLBACK")

    static let insertApp = SQL(
        "INSERT INTO apps (name, is_super, expires_at, created_at) VALUES ($1, $2, $3, $4) RETURNING id")
    static let insertAPI = SQL("INSERT INTO app_apis (app_id, api) VALUES ($1, $2)")
    static let insertToken = SQL("INSERT INTO app_tokens (digest, app_id, created_at) VALUES ($1, $2, $3)")
    static let setBlocked = SQL("UPDATE apps SET is_blocked = $2 WHERE name = $1")
    static let setLastUsed = SQL(
        "UPDATE apps SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)")
    static let endTokens = SQL(
        "UPDATE app_tokens SET expires_at = $2 WHERE app_id = $1 AND (expires_at IS NULL OR expires_at > $2)")
    static let deleteApp = SQL("DELETE FROM apps WHERE name = $1")
    static let deleteTokens = SQL("DELETE FROM app_tokens WHERE app_id = $1")
    static let deleteExpiredTokens = SQL("DELETE FROM app_tokens WHERE app_id = $1 AND expires_at <= $2")
    static let deleteDeadToken = SQL("DELETE FROM app_tokens WHERE digest = $1 AND expires_at <= $2")
    static let selectID = SQL("SELECT id FROM apps WHERE name = $1")
    static let selectToken = SQL("SELECT app_id FROM app_tokens WHERE digest = $1")
    static let selectApps = SQL(
        """
        SELECT id, name, is_super, is_blocked, expires_at, created_at, last_used_at FROM apps ORDER BY name
        """)
    static let selectAPIs = SQL("SELECT api FROM app_apis WHERE app_id = $1 ORDER BY api")
    static let selectLiveTokens = SQL(
        """
        SELECT expires_at FROM app_tokens WHERE app_id = $1 AND (expires_at IS NULL OR expires_at > $2)
        ORDER BY created_at
        """)
    static let selectAllAPIs = SQL("SELECT app_id, api FROM app_apis")
    static let selectAllTokens = SQL("SELECT app_id, digest, expires_at FROM app_tokens")
    static let selectDataVersion = SQL("PRAGMA data_version")
}
