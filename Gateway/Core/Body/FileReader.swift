import Kit
import System

/// A part of a file that the spool thread reads and a loop sends, piece by piece: one at a time is in memory here.
final class FileReader: Sendable {
    static let pieceBytes = 32 * 1024

    private struct State {
        /// The place from which on nothing was asked for yet.
        var next: Int
        var isAsked = false
        var piece: Result<[UInt8], SystemError>?
    }

    private let folder: FileFolder
    private let id: FileID
    private let end: Int
    private let state: Lock<State>

    /// - Parameter range: of the file; not empty.
    init(_ id: FileID, _ range: Range<Int>, in folder: FileFolder) {
        self.folder = folder
        self.id = id
        end = range.upperBound
        state = Lock(State(next: range.lowerBound))
    }

    /// Has the next piece read, unless one is being read, was not taken yet, or there is none.
    /// - Parameter wake: called when it is there, or cannot be read.
    func ask(_ wake: @escaping @Sendable () -> Void) {
        let range: Range<Int>? = state.withLock { state in
            guard !state.isAsked, state.next < end else { return nil }
            state.isAsked = true
            let range = state.next..<min(state.next + Self.pieceBytes, end)
            state.next = range.upperBound
            return range
        }
        guard let range else { return }
        folder.spool.submit { [self] in
            let piece = Result { () throws(SystemError) in try PieceFile.read(folder.path(of: id), range) }
            state.withLock { $0.piece = piece }
            wake()
        }
    }

    /// The piece that was asked for; `nil` when it is not there.
    /// - Throws: `store.unavailable`.
    func take() throws(APIError) -> [UInt8]? {
        let piece = state.withLock { state in
            if state.piece != nil { state.isAsked = false }
            return state.piece.take()
        }
        do throws(SystemError) { return try piece?.get() } catch { throw folder.failure(error) }
    }

    /// All of it was taken.
    var isAtEnd: Bool { state.withLock { $0.next == end && !$0.isAsked } }
}
