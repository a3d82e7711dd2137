package import System

/// Why a database file cannot be used at start. All of it is the environment's fault, or the operator's.
package enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// It cannot be opened, locked or written.
    case unusable(path: String, DatabaseError)
    /// Its content is not what SQLite wrote.
    case damaged(path: String, reason: String)
    /// It is empty or missing, and something beside it says that it was not.
    case lost(path: String, remains: [String])
    /// A newer program has brought the schema further than this one knows.
    case tooNew(path: String, found: Int, known: Int)
    /// A step that was applied to this file has since been edited in the program.
    case editedStep(path: String, number: Int, summary: String)
    /// A step failed; nothing of it was kept.
    case failedStep(path: String, number: Int, summary: String, reason: String)
    /// A thread could not be started.
    case noThread(SystemError)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .unusable(let path, let error): "\(path) cannot be used: \(error)"
        case .damaged(let path, let reason): "\(path) is damaged: \(reason); restore it from a backup"
        case .lost(let path, let remains):
            "\(path) is empty or missing, but was there: \(remains.joined(separator: ", ")) is left of it; "
                + "restore it from a backup, or remove what is left to begin without its data"
        case .tooNew(let path, let found, let known):
            "\(path) has schema \(found), this program knows \(known): start the newer program, or restore a backup"
        case .editedStep(let path, let number, let summary):
            "\(path) was made with another text of schema step \(number) (\(summary)): a released step is never edited"
        case .failedStep(let path, let number, let summary, let reason):
            "\(path): schema step \(number) (\(summary)) failed and was undone: \(reason)"
        case .noThread(let error): "\(error)"
        }
    }

    /// Tells damage from everything else.
    init(path: String, _ error: DatabaseError) {
        self = error.kind == .corrupt ? .damaged(path: path, reason: error.message) : .unusable(path: path, error)
    }
}
