import Kit
import Synchronization
import System

/// The apps of a running gateway, as last read from their database by the registry's own thread.
///
/// The thread takes in what `gateway apps` changes in another process, within a second, and writes down when each app
/// was last let in. Nobody else reads the database, and no lock is held while it does. Who is about to be denied asks
/// for a `refresh` first, so that a new app need not wait for that second.
package final class AppRegistry: Sendable {
    /// What others want of the thread.
    private struct Wishes {
        var refreshes: [@Sendable () -> Void] = []
        var isStopped = false

        mutating func takeRefreshes() -> [@Sendable () -> Void] {
            defer { refreshes = [] }
            return refreshes
        }
    }

    /// How many may wait for a refresh at once: as many as there are connections by default.
    package static let refreshLimit = 10_000
    /// Pages in the write-ahead log beyond which they are copied to the file.
    private static let logPageLimit = 100

    private let versionCount = Atomic<UInt64>(0)
    private let current: Lock<AppSnapshot>
    private let wishes = Lock(Wishes())
    private let files: FileWatch
    private let thread = Lock<System.Thread?>(nil)

    /// Opens `gateway.sqlite` in the directory, reads the apps and starts the thread.
    /// - Parameter report: gets one line for each error that later hinders a re-read; called from the thread.
    package convenience init(
        directory: String, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) {
        try self.init(directory: directory, pauses: nil, report: report)
    }

    /// - Parameter pauses: instead of those that fit the machine.
    init(
        directory: String, pauses: LookSchedule.Pauses?, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) {
        let database = try AppStore.open(directory: directory, report: report)
        let dataVersion: Int64
        do throws(DatabaseError) {
            // What this connection writes may be lost in a crash.
            try database.run("PRAGMA synchronous = NORMAL")
            dataVersion = try database.number("PRAGMA data_version") ?? 0
        } catch { throw StoreError(path: database.path, error) }
        do throws(DatabaseError) { current = Lock(try Self.read(database)) } catch {
            throw .damaged(path: database.path, reason: "the apps cannot be read")
        }
        do throws(SystemError) {
            // Commits go to the log, which is there for as long as this connection is.
            files = try FileWatch([database.path + "-wal"])
            let pauses = pauses ?? LookSchedule.Pauses(isWatching: files.isWatching)
            let handedOver = Lock<Database?>(database)
            let started = try Thread(name: "apps") { [self] in
                guard let database = handedOver.withLock({ $0.take() }) else { return }
                run(database, from: dataVersion, pauses)
            }
            thread.withLock { $0 = started }
        } catch { throw .noThread(error) }
    }

    /// A view for one event loop, to be used on its thread alone.
    package func makeView() -> AppView { AppView(self) }

    /// Writes the last uses down and ends the thread.
    package func stop() {
        wishes.withLock { $0.isStopped = true }
        files.wake()
        let thread = thread.withLock { $0.take() }
        thread?.join()
    }

    /// Has the thread look for changes, at most once in 10 ms for all who ask. From any thread; waits for nothing.
    /// - Parameter done: called once, from the registry's thread, when views show all that was committed before this
    ///   call. Or could not: an error was reported then.
    /// - Returns: `false` when there is nothing to wait for, as too many wait already or the registry has stopped;
    ///   `done` is not called.
    package func refresh(_ done: @escaping @Sendable () -> Void) -> Bool {
        let count = wishes.withLock { wishes in
            guard !wishes.isStopped, wishes.refreshes.count < Self.refreshLimit else { return 0 }
            wishes.refreshes.append(done)
            return wishes.refreshes.count
        }
        // The first wakes the thread for all.
        if count == 1 { files.wake() }
        return count > 0
    }

    /// Changes whenever `snapshot` does, afterwards.
    var version: UInt64 { versionCount.load(ordering: .acquiring) }

    /// The apps as last read.
    var snapshot: AppSnapshot { current.withLock { $0 } }
}

// MARK: - On the thread

extension AppRegistry {
    private func run(_ database: Database, from dataVersion: Int64, _ pauses: LookSchedule.Pauses) {
        var schedule = LookSchedule(pauses, now: Clock.monotonicNanoseconds())
        var dataVersion = dataVersion
        var place = FilePlace(database.path)
        while true {
            let (isAsked, isStopped) = wishes.withLock { (!$0.refreshes.isEmpty, $0.isStopped) }
            if isStopped { break }
            if isAsked { schedule.asked() }
            let now = Clock.monotonicNanoseconds()
            if schedule.look(now: now) {
                look(database, &dataVersion)
                checkPlace(&place, database)
                if schedule.flush(now: now) { flush(database) }
            }
            let rest = schedule.nextLook - min(schedule.nextLook, Clock.monotonicNanoseconds())
            // Rounded up, since a wait that is too short would be followed by others.
            if files.wait(timeoutMilliseconds: Int32(clamping: (rest + 999_999) / 1_000_000)) { schedule.written() }
        }
        flush(database)
        for done in wishes.withLock({ $0.takeRefreshes() }) { done() }
    }

    /// Takes in what has changed, for those who waited for it when it began, and tells them.
    private func look(_ database: Database, _ dataVersion: inout Int64) {
        let waiting = wishes.withLock { $0.takeRefreshes() }
        // Other connections' commits alone change it. After a failure the next look tries again.
        let found = try? database.first(AppStore.selectDataVersion) { $0.int64(0) }
        if let found, found != dataVersion, publish(from: database) { dataVersion = found }
        for done in waiting { done() }
    }

    /// Says once that nobody else writes to this file any more: an app that is blocked from now on would be let in.
    private func checkPlace(_ place: inout FilePlace?, _ database: Database) {
        guard let known = place, !known.isInPlace else { return }
        place = nil
        database.report(
            "\(database.path) was removed, moved or replaced: what `gateway apps` changes is not seen before a restart")
    }

    /// - Returns: `false` after a failure, which is reported.
    private func publish(from database: Database) -> Bool {
        guard let read = try? Self.read(database, keeping: snapshot) else { return false }
        current.withLock { $0 = read }
        versionCount.wrappingAdd(1, ordering: .releasing)
        return true
    }

    /// All tables as of one moment.
    private static func read(
        _ database: Database, keeping earlier: AppSnapshot? = nil
    ) throws(DatabaseError) -> AppSnapshot {
        try database.execute(AppStore.beginReading)
        defer { _ = try? database.execute(AppStore.commit) }
        return try AppSnapshot(reading: database, keeping: earlier)
    }

    /// Loses nothing but times of last use when it fails.
    private func flush(_ database: Database) {
        let pending = snapshot.usages.compactMap { usage in usage.unstored.map { (usage, $0) } }
        guard !pending.isEmpty else { return }
        do throws(DatabaseError) {
            try database.execute(AppStore.begin)
            for (usage, time) in pending { try database.execute(AppStore.setLastUsed, usage.appID, time) }
            try database.execute(AppStore.commit)
            for (usage, time) in pending { usage.markStored(time) }
            // Nobody else ever empties this file's log while the gateway runs.
            if database.logPageCount > Self.logPageLimit { try? database.checkpoint(.passive) }
        } catch {
            if database.isInTransaction { _ = try? database.execute(AppStore.rollback) }
        }
    }
}
