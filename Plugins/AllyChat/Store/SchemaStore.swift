import Kit

/// The tables. Ids are texts, as the API has them; `number` is the order of storing, which is the order of all lists.
/// Chat times are microseconds. A message never changes, so it is kept as it is answered.
enum SchemaStore {
    static let steps = [
        Migration("users, rooms, messages and issues", users + rooms + messages + issues), DurableLimit.migration,
        Migration("uploads and the bank's customers", uploads), Migration("questions that were answered", search),
    ]

    /// Roles are those of `Role`; a client has an alias and no login, an operator a login and perhaps an alias.
    private static let users = """
        CREATE TABLE users (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            role INTEGER NOT NULL,
            alias TEXT UNIQUE,
            avatar_url TEXT,
            parse_id TEXT,
            login TEXT,
            login_key TEXT UNIQUE,
            password_hash TEXT,
            tokens_since BIGINT NOT NULL
        );
        CREATE INDEX users_by_role ON users (role, number);

        """

    /// `members_digest` makes sure that the same clients have one room between them. `wants_push` says that a member
    /// has a `parse_id`, so that a message asks for those alone. `writers` are the operators who wrote in a room: its
    /// clients may see them.
    private static let rooms = """
        CREATE TABLE rooms (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            is_support BIGINT NOT NULL,
            members_digest BLOB UNIQUE,
            active_by TEXT,
            first_message BIGINT,
            last_message BIGINT,
            last_issue BIGINT,
            last_message_at BIGINT NOT NULL
        );
        CREATE INDEX rooms_by_operator ON rooms (active_by, number);
        CREATE TABLE members (
            number INTEGER PRIMARY KEY,
            room TEXT NOT NULL,
            member TEXT NOT NULL,
            wants_push BIGINT NOT NULL,
            UNIQUE (room, member)
        );
        CREATE INDEX members_by_member ON members (member, room);
        CREATE INDEX members_in_order ON members (room, number, member);
        CREATE INDEX members_to_push ON members (room, member) WHERE wants_push = 1;
        CREATE TABLE writers (
            number INTEGER PRIMARY KEY,
            room TEXT NOT NULL,
            writer TEXT NOT NULL,
            UNIQUE (room, writer)
        );
        CREATE INDEX writers_by_writer ON writers (writer, room);
        CREATE TABLE room_tags (
            number INTEGER PRIMARY KEY,
            room TEXT NOT NULL,
            tag TEXT NOT NULL,
            UNIQUE (room, tag)
        );
        CREATE INDEX room_tags_by_tag ON room_tags (tag);
        CREATE INDEX room_tags_in_order ON room_tags (room, number, tag);
        CREATE TABLE marks (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            member TEXT NOT NULL,
            room TEXT NOT NULL,
            message BIGINT NOT NULL,
            message_id TEXT NOT NULL,
            UNIQUE (member, room)
        );

        """

    private static let messages = """
        CREATE TABLE messages (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            room TEXT NOT NULL,
            sender TEXT NOT NULL,
            client_id TEXT,
            json TEXT NOT NULL,
            UNIQUE (sender, client_id)
        );
        CREATE INDEX messages_by_room ON messages (room, number);

        """

    /// A room has one open issue at most. `answer` is the first reply.
    private static let issues = """
        CREATE TABLE issues (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            room TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            answered_at BIGINT,
            closed_at BIGINT,
            closed_by TEXT,
            first_message BIGINT NOT NULL,
            last_message BIGINT NOT NULL,
            answer BIGINT
        );
        CREATE UNIQUE INDEX open_issues ON issues (room) WHERE closed_at IS NULL;
        CREATE INDEX issues_by_time ON issues (created_at, closed_at, closed_by, number);
        CREATE TABLE issue_tags (
            number INTEGER PRIMARY KEY,
            issue BIGINT NOT NULL,
            tag TEXT NOT NULL,
            UNIQUE (issue, tag)
        );
        CREATE INDEX issue_tags_by_tag ON issue_tags (tag, issue);
        """

    /// AUTOINCREMENT: of two customers with one phone the later one has the higher number.
    private static let uploads = """
        CREATE TABLE uploads (
            file TEXT NOT NULL PRIMARY KEY,
            format TEXT NOT NULL,
            uploader TEXT NOT NULL
        );
        CREATE TABLE customers (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            client TEXT NOT NULL UNIQUE,
            phone TEXT NOT NULL,
            phone_key TEXT NOT NULL,
            fio TEXT NOT NULL
        );
        CREATE INDEX customers_by_phone ON customers (phone_key, number);
        """

    /// The words come cut and folded by `SearchWords`: here they are only to be told apart. SQLite's own: another
    /// database would have other statements here. `word_counts` says in how many questions a word is.
    private static let search = """
        CREATE VIRTUAL TABLE questions USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 0');
        CREATE TABLE word_counts (
            word TEXT NOT NULL PRIMARY KEY,
            questions BIGINT NOT NULL
        );
        """
}
