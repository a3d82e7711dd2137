import Kit
import System

/// Delivers what operations have put into their outboxes. A member of one loop, the first.
///
/// It looks for rows when a commit has added some, when the outcome of an attempt is written, and once a second: for
/// rows whose pause is over, whose deadline has passed, or that a command has changed. That costs two index look-ups a
/// channel. Whatever happens in a turn of the loop, it reads and writes once, when clients have had their turn.
package final class OutboxWorker: LoopMember {
    /// With a tick of the loop's wheel it is a second.
    private static let tickNanoseconds: UInt64 = 850_000_000
    private static let removalNanoseconds: UInt64 = 60_000_000_000

    private let setup: OutboxSetup
    private let bell: OutboxBell
    private let errorLog: ErrorLog
    private var files: [PluginID: OutboxFile] = [:]
    private var nextRemovalNanoseconds: UInt64 = 0
    /// It will be given another turn.
    private var isAwake = false
    private var isStopping = false

    /// - Parameter bell: the one that the stores ring.
    package init(on loop: Loop, _ setup: OutboxSetup, bell: OutboxBell, errorLog: ErrorLog) {
        self.setup = setup
        self.bell = bell
        self.errorLog = errorLog
        super.init(on: loop)
    }

    /// Takes its place on the loop, and looks for rows in the loop's first turn.
    package func start() {
        let key = loop.add(self)
        for file in setup.files {
            files[file.plugin] = OutboxFile(file, setup.retention, of: self, key, errorLog)
        }
        bell.attach(key, loop.mailbox)
        tick()
    }

    /// A second has passed, or it begins.
    private func tick() {
        setDeadline(loop.nowNanoseconds + Self.tickNanoseconds)
        let removesOldRows = nextRemovalNanoseconds <= loop.nowNanoseconds
        if removesOldRows { nextRemovalNanoseconds = loop.nowNanoseconds + Self.removalNanoseconds }
        for file in files.values { file.tick(removesOldRows: removesOldRows) }
        wake()
    }

    /// Has it look and write when the others have had their turn, in this turn of the loop or in the next.
    func wake() {
        guard !isAwake else { return }
        isAwake = true
        loop.giveAnotherTurn(to: self)
    }

    /// Commits have added rows.
    func rung() {
        for plugin in bell.takePlugins() { files[plugin]?.noteRows() }
        wake()
    }

    /// A write to a plugin's file has ended.
    func written(_ plugin: PluginID, _ end: OutboxFile.WriteEnd) {
        files[plugin]?.written(end)
        wake()
    }

    // MARK: - What happens to it

    override package func anotherTurn() {
        isAwake = false
        for file in files.values { file.work(now: loop.now, isStopping: isStopping) }
        if isStopping, isQuiet { leave() }
    }

    override package func deadlinePassed() { tick() }

    // MARK: - The end

    /// Rows wait for the next start as well as for the rest of a drain.
    override package var holdsLoop: Bool { isStopping }

    /// Begins nothing more; what is on its way is given the time that the loop gives.
    override package func abandon() {
        isStopping = true
        wake()
    }

    /// Deliveries on their way.
    package var inFlightCount: Int { files.values.reduce(0) { $0 + $1.inFlightCount } }

    /// Nothing is on its way, and the outcomes of all attempts are written.
    package var isQuiet: Bool { files.values.allSatisfy { $0.inFlightCount == 0 && $0.isSettled } }

    private func leave() {
        setDeadline(.max)
        for file in files.values { file.close() }
        loop.remove(self)
    }
}
