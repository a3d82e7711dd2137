import Kit
import Synchronization

/// When one app was last let in. Event loops note it, the registry's thread writes it down now and then.
final class AppUsage: Sendable {
    let appID: Int64
    private let latest: Atomic<Int64>
    private let stored: Atomic<Int64>

    init(appID: Int64, storedAt: Timestamp?) {
        self.appID = appID
        let milliseconds = storedAt?.milliseconds ?? 0
        latest = Atomic(milliseconds)
        stored = Atomic(milliseconds)
    }

    /// Notes a use, at most once a second, so that loops do not fight over the cache line.
    func note(_ now: Timestamp) {
        guard now.milliseconds - latest.load(ordering: .relaxed) >= 1000 else { return }
        latest.store(now.milliseconds, ordering: .relaxed)
    }

    /// What is not yet in the store. For the registry's thread alone.
    var unstored: Timestamp? {
        let latest = latest.load(ordering: .relaxed)
        return latest > stored.load(ordering: .relaxed) ? Timestamp(milliseconds: latest) : nil
    }

    /// That it is in the store now.
    func markStored(_ time: Timestamp) { stored.store(time.milliseconds, ordering: .relaxed) }
}
