import Kit
import Synchronization
import System

/// The apps of a running gateway. A thread of its own takes in what `gateway apps` changes in another process, within
/// a second, and writes down when each app was last let in. Who is about to be denied is looked for once more, so that
/// a new app need not wait for that second.
package final class AppRegistry: Sendable {
    /// What looks for changes on behalf of a caller who is about to be denied, on an event loop: it only reads, and
    /// never waits for a lock.
    private struct LateReader {
        let database: Database
        var dataVersion: Int64
    }

    /// Last uses are written every so many polls.
    private static let pollsPerFlush = 10
    /// Between two late looks: those who guess tokens cause no more of them than that.
    private static let latePauseNanoseconds: UInt64 = 10_000_000

    /// Pages in the write-ahead log beyond which they are copied to the file.
    private static let logPageLimit = 100

    private let pollMilliseconds: Int
    private let versionCount = Atomic<UInt64>(0)
    private let current: Lock<AppSnapshot>
    /// Held by whoever reads the apps anew, so that what was read earlier never replaces what was read later.
    /// `nil` once it has stopped.
    private let lateReader: Lock<LateReader?>
    private let nextLateLook = Atomic<UInt64>(0)
    private let stopSignal = Signal()
    private let thread = Lock<System.Thread?>(nil)

    /// Opens `gateway.sqlite` in the directory, reads the apps and starts the thread.
    /// - Parameters:
    ///   - pollMilliseconds: how often the thread looks for changes.
    ///   - report: gets one line for each error that later hinders a re-read; called from the thread.
    package init(
        directory: String, pollMilliseconds: Int = 500, report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) {
        self.pollMilliseconds = pollMilliseconds
        let database = try AppStore.open(directory: directory, report: report)
        let dataVersion: Int64
        do throws(DatabaseError) {
            // What this connection writes may be lost in a crash.
            try database.run("PRAGMA synchronous = NORMAL")
            dataVersion = try database.number("PRAGMA data_version") ?? 0
            let options = Database.Options(busyTimeoutMilliseconds: 0)
            let reader = try Database(path: database.path, mode: .readOnly, options: options, report: report)
            let readerVersion = try reader.number("PRAGMA data_version") ?? 0
            lateReader = Lock(LateReader(database: reader, dataVersion: readerVersion))
        } catch { throw StoreError(path: database.path, error) }
        do throws(DatabaseError) { current = Lock(try Self.read(database)) } catch {
            throw .damaged(path: database.path, reason: "the apps cannot be read")
        }
        let handedOver = Lock<Database?>(database)
        do throws(SystemError) {
            let started = try Thread(name: "apps") { [self] in
                guard let database = handedOver.withLock({ $0.take() }) else { return }
                watch(database, from: dataVersion)
            }
            thread.withLock { $0 = started }
        } catch { throw .noThread(error) }
    }

    /// A view for one event loop, to be used on its thread alone.
    package func makeView() -> AppView { AppView(self) }

    /// Writes the last uses down and ends the thread.
    package func stop() {
        // The thread's connection must be the last: only one that writes empties the write-ahead log when it is closed.
        lateReader.withLock { $0 = nil }
        stopSignal.notify()
        let thread = thread.withLock { $0.take() }
        thread?.join()
    }

    /// Changes whenever `snapshot` does, afterwards.
    var version: UInt64 { versionCount.load(ordering: .acquiring) }

    /// The apps as last read.
    var snapshot: AppSnapshot { current.withLock { $0 } }

    /// Looks for changes now, unless that was done a moment ago. From any thread; with none it takes microseconds.
    func lookLate() {
        let now = Clock.monotonicNanoseconds()
        let next = nextLateLook.load(ordering: .relaxed)
        guard now >= next else { return }
        let mine = nextLateLook.compareExchange(
            expected: next, desired: now + Self.latePauseNanoseconds, ordering: .relaxed)
        guard mine.exchanged else { return }
        lateReader.withLock { reader in
            guard let database = reader?.database else { return }
            let found = try? database.first(AppStore.selectDataVersion) { $0.int64(0) }
            guard let found, found != reader?.dataVersion, publish(from: database) else { return }
            reader?.dataVersion = found
        }
    }

    /// For the holder of `lateReader`.
    /// - Returns: `false` after a failure, which is reported.
    private func publish(from database: Database) -> Bool {
        guard let read = try? Self.read(database, keeping: snapshot) else { return false }
        current.withLock { $0 = read }
        versionCount.wrappingAdd(1, ordering: .releasing)
        return true
    }

    // MARK: - On the thread

    private func watch(_ database: Database, from dataVersion: Int64) {
        var dataVersion = dataVersion
        var pollCount = 0
        while !stopSignal.wait(timeoutMicroseconds: pollMilliseconds * 1_000) {
            pollCount += 1
            if pollCount.isMultiple(of: Self.pollsPerFlush) { flush(database) }
            // Other connections' commits alone change it.
            let found = try? database.first(AppStore.selectDataVersion) { $0.int64(0) }
            guard let found, found != dataVersion else { continue }
            // After a failure the next poll tries again.
            if lateReader.withLock({ _ in publish(from: database) }) { dataVersion = found }
        }
        flush(database)
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
