public import Kit

/// Notebooks, for whoever holds their cookie.
public struct Notes: Plugin {
    /// The `settings` object of `gateway.json`. Every key may be left out.
    public struct Settings: Decodable, Sendable {
        /// How long a notebook lasts, in seconds: 60 to 31,536,000 (a year). Default: a day.
        let lifetimeSeconds: Int
        /// Notes in a notebook: 1 to 10,000. Default: 100.
        let noteLimit: Int

        /// Reads what is given and puts in the defaults.
        public init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            lifetimeSeconds = try keys.number(.lifetimeSeconds, within: 60...31_536_000, default: 86_400)
            noteLimit = try keys.number(.noteLimit, within: 1...10_000, default: 100)
        }

        private enum CodingKeys: String, CodingKey {
            case lifetimeSeconds, noteLimit
        }
    }

    /// `notes`
    public static let id: PluginID = "notes"
    /// What its operations are answered beside the gateway's own.
    public static let errorCodes: [ErrorCode] = [.noteUnknown, .notebookFull, .pictureUnknown]

    let lifetimeSeconds: Int
    let noteLimit: Int

    /// Needs nothing of the host.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        lifetimeSeconds = settings.lifetimeSeconds
        noteLimit = settings.noteLimit
    }

    /// Notebooks and notes.
    public var schema: [Migration] { NotesStore.schema }

    /// Who writes or reads needs a notebook's cookie.
    public static var operations: [Operation<Notes>] {
        [
            .writing("openNotebook", openNotebook),
            .writing("addNote", needs: .token, addNote),
            .reading("readNote", needs: .token, readNote),
            .reading("exportNotes", needs: .token, on: .pool, exportNotes),
            .writing("addPicture", needs: .token, addPicture),
            .reading("readPicture", needs: .token, readPicture),
            .socket("listen", needs: .token, listen, events: [.writing("add", addHeardNote)]),
            .writing("closeNotebook", needs: .token, closeNotebook),
        ]
    }

    /// Takes the cookies of `openNotebook`.
    public static var tokenVerifier: (@Sendable (Notes) -> any TokenVerifier)? { { _ in NotebookTokens() } }
}
