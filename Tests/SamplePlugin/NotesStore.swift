import Kit

/// The tables, and every statement there is.
enum NotesStore {
    static let schema = [
        Migration(
            "notebooks and their notes",
            """
            CREATE TABLE notebooks (
                id INTEGER PRIMARY KEY,
                token BLOB NOT NULL UNIQUE,
                ends_at BIGINT NOT NULL
            );
            CREATE TABLE notes (
                id INTEGER PRIMARY KEY,
                notebook INTEGER NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
                text TEXT NOT NULL,
                picture TEXT,
                picture_format TEXT
            );
            CREATE INDEX notes_by_notebook ON notes (notebook);
            """)
    ]

    fileprivate static let holder = SQL("SELECT id, ends_at FROM notebooks WHERE token = $1")
    fileprivate static let openNotebook = SQL("INSERT INTO notebooks (token, ends_at) VALUES ($1, $2)")
    fileprivate static let closeNotebook = SQL("DELETE FROM notebooks WHERE id = $1")
    fileprivate static let noteCount = SQL("SELECT count(*) FROM notes WHERE notebook = $1")
    fileprivate static let insertNote = SQL("INSERT INTO notes (notebook, text) VALUES ($1, $2) RETURNING id")
    fileprivate static let note = SQL("SELECT text FROM notes WHERE id = $1 AND notebook = $2")
    fileprivate static let notes = SQL("SELECT text FROM notes WHERE notebook = $1 ORDER BY id")
    fileprivate static let setPicture = SQL("UPDATE notes SET picture = $1, picture_format = $2 WHERE id = $3")
    fileprivate static let picture = SQL(
        "SELECT picture, picture_format FROM notes WHERE id = $1 AND notebook = $2 AND picture IS NOT NULL")
    fileprivate static let pictures = SQL("SELECT picture FROM notes WHERE notebook = $1 AND picture IS NOT NULL")
}

extension ReadStore {
    /// Whose token it is; it may have ended.
    func holder(of token: TokenDigest) throws(APIError) -> Subject? {
        try first(NotesStore.holder, token) { row in
            let id = Subject.ID.number(row.int64(0))
            return Subject(name: "Notebook:\(row.int64(0))", id: id, tokenID: id, expiresAt: row.timestamp(1))
        }
    }

    func noteCount(_ notebook: Int64) throws(APIError) -> Int {
        try first(NotesStore.noteCount, notebook) { $0.int(0) } ?? 0
    }

    func note(_ id: Int64, in notebook: Int64) throws(APIError) -> Note? {
        try first(NotesStore.note, id, notebook) { Note(id: id, text: $0.text(0)) }
    }

    func notes(_ notebook: Int64) throws(APIError) -> [String] {
        try all(NotesStore.notes, notebook) { $0.text(0) }
    }

    func picture(of note: Int64, in notebook: Int64) throws(APIError) -> Picture? {
        try first(NotesStore.picture, note, notebook) { row in
            Picture(file: row.fileID(0), format: PictureFormat(rawValue: row.text(1)) ?? .png)
        }
    }

    func pictures(_ notebook: Int64) throws(APIError) -> [FileID] {
        try all(NotesStore.pictures, notebook) { $0.fileID(0) }
    }
}

extension WriteStore {
    func openNotebook(_ token: TokenDigest, until end: Timestamp) throws(APIError) {
        try execute(NotesStore.openNotebook, token, end)
    }

    func closeNotebook(_ notebook: Int64) throws(APIError) { try execute(NotesStore.closeNotebook, notebook) }

    func setPicture(_ picture: Picture, of note: Int64) throws(APIError) {
        try execute(NotesStore.setPicture, picture.file, picture.format, note)
    }

    func insert(_ text: NoteText, in notebook: Int64) throws(APIError) -> Note {
        guard let id = try first(NotesStore.insertNote, notebook, text, map: { $0.int64(0) }) else {
            throw APIError(.internalError)
        }
        return Note(id: id, text: text.text)
    }
}
