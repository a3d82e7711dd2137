import Kit

/// What a note says: 1 to 1,000 characters.
typealias NoteText = BoundedText<1, 1_000>

/// A note as it is answered: `{"id":4,"text":"Milk"}`.
struct Note: Encodable, Sendable {
    let id: Int64
    let text: String
}

/// `{"text":"Milk"}` in the body.
struct AddNote: OperationInput {
    let text: NoteText
}

/// The number in the path.
struct ReadNote: OperationInput {
    let id: Int64

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = []
}

extension Notes {
    /// Answers 201, and where the note is.
    func addNote(_ input: AddNote, _ call: borrowing WriteCall) throws(APIError) -> Reply {
        let note = try add(input.text, to: call.caller.notebook(), call)
        return .json(note, status: .created, fields: [.location(Location(path: "notes", "\(note.id)"))])
    }

    /// All who listen hear of it, once it is committed; but not the connection that it came by.
    func add(_ text: NoteText, to notebook: Int64, _ call: borrowing WriteCall) throws(APIError) -> Note {
        guard try call.store.reading.noteCount(notebook) < noteLimit else { throw APIError(.notebookFull) }
        let note = try call.store.insert(text, in: notebook)
        call.publish("note", note, to: [.notebook(notebook)], except: .thisConnection)
        return note
    }

    func readNote(_ input: ReadNote, _ call: borrowing ReadCall) throws(APIError) -> Note {
        guard let note = try call.store.note(input.id, in: call.caller.notebook()) else {
            throw APIError(.noteUnknown)
        }
        return note
    }

    /// All notes as one text, which may take longer than an event loop has time for.
    func exportNotes(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> Reply {
        let text = try call.store.notes(call.caller.notebook()).map { $0 + "\n" }.joined()
        return .bytes(Array(text.utf8), type: "text/plain; charset=utf-8")
    }
}
