package import System

/// Says when the writer copies the write-ahead log into the database file.
///
/// SQLite by itself would do it inside a commit, while clients wait for that commit. Here it comes after the answers
/// are out: it holds up the next batch (one or two flushes), not the finished one. An attempt that readers cut short
/// is repeated only after the log has grown again, so that it costs no flush per commit.
package struct CheckpointSchedule: Sendable {
    private let passivePages: Int
    private let restartPages: Int
    private var nextPassive: Int
    private var nextRestart: Int
    private var lastPageCount = 0

    package init(passivePages: Int, restartPages: Int) {
        self.passivePages = passivePages
        self.restartPages = restartPages
        nextPassive = passivePages
        nextRestart = restartPages
    }

    /// What to do now that the log has so many pages.
    package mutating func checkpoint(afterCommitWith pageCount: Int) -> Database.Checkpoint? {
        if pageCount < lastPageCount {
            nextPassive = passivePages
            nextRestart = restartPages
        }
        lastPageCount = pageCount
        if pageCount >= nextRestart {
            nextRestart = pageCount + restartPages
            nextPassive = pageCount + passivePages
            return .restart
        }
        guard pageCount >= nextPassive else { return nil }
        nextPassive = pageCount + passivePages
        return .passive
    }
}
