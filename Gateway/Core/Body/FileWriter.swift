import Kit
import System

/// A file that a loop fills and the spool thread writes. What waits for the disk is bounded by its owner, who gives no
/// more while the file is behind.
final class FileWriter: Sendable {
    /// The file is behind when so many bytes wait.
    static let windowBytes = 64 * 1024

    private struct State {
        var waiting: [UInt8] = []
        var isSubmitted = false
        var isEnded = false
        /// Nobody keeps it: it is being removed.
        var isGivenUp = false
        /// All of it is on disk for good.
        var isFlushed = false
        var failure: SystemError?
        /// Tells the owner that the file has caught up, or failed.
        var wake: (@Sendable () -> Void)?
    }

    let id = FileID.random()
    private let folder: FileFolder
    private let state = Lock(State())

    init(in folder: FileFolder) { self.folder = folder }

    /// Adds bytes.
    func append(_ bytes: Span<UInt8>) {
        // A closure cannot have a span.
        var copy: [UInt8] = []
        copy.append(copying: bytes)
        append(copy)
    }

    private func append(_ bytes: [UInt8]) {
        submit { state in
            if state.waiting.isEmpty { state.waiting = bytes } else { state.waiting += bytes }
        }
    }

    /// What has the file removed again unless it is kept.
    func hold() -> FileHold { FileHold(id) { [self] _ in giveUp() } }

    /// What still waits is not written: it would make the file anew behind its removal.
    private func giveUp() {
        state.withLock { state in
            state.isGivenUp = true
            state.waiting = []
        }
        folder.remove(id)
    }

    /// No more is to come: has it flushed, and its name too.
    func end() { submit { $0.isEnded = true } }

    private func submit(_ change: (inout State) -> Void) {
        let submits = state.withLock { state in
            change(&state)
            defer { state.isSubmitted = true }
            return !state.isSubmitted
        }
        if submits { folder.spool.submit { [self] in write() } }
    }

    /// What the owner does next.
    enum Progress {
        case goesOn
        /// `wake` is called, once.
        case waits
        case failed(APIError)
    }

    /// Whether the file takes more.
    func room(orWake wake: @escaping @Sendable () -> Void) -> Progress {
        progress(wake) { $0.waiting.count < Self.windowBytes }
    }

    /// Whether all of an ended file is on disk for good.
    func flushed(orWake wake: @escaping @Sendable () -> Void) -> Progress { progress(wake) { $0.isFlushed } }

    private func progress(_ wake: @escaping @Sendable () -> Void, _ isReached: (State) -> Bool) -> Progress {
        state.withLock { state in
            if let failure = state.failure { return .failed(folder.failure(failure)) }
            if isReached(state) { return .goesOn }
            state.wake = wake
            return .waits
        }
    }

    // MARK: - On the spool thread

    /// Writes what waits, and flushes at the end. What has come meanwhile waits behind other files.
    private func write() {
        let (bytes, isLast, isGivenUp) = state.withLock { state in
            let bytes = state.waiting
            state.waiting = []
            return (bytes, state.isEnded, state.isGivenUp)
        }
        if isGivenUp { return }
        let result = Result { () throws(SystemError) in
            try PieceFile.append(bytes, to: folder.path(of: id))
            if isLast { try PieceFile.flush(id.text, in: folder.path) }
        }
        let (goesOn, wake) = state.withLock { state in
            switch result {
            case .success: state.isFlushed = isLast
            case .failure(let error): state.failure = error
            }
            let goesOn = state.failure == nil && (!state.waiting.isEmpty || state.isEnded && !state.isFlushed)
            state.isSubmitted = goesOn
            return (goesOn, state.wake.take())
        }
        if goesOn { folder.spool.submit { [self] in write() } }
        wake?()
    }
}
