internal import CLinux

/// Wakes one waiting thread. A notification that finds nobody waiting is kept for the next wait; several are one.
@safe package final class Signal: @unchecked Sendable {
    // `mutex` protects `isSet`; the two allocations are made before and freed after every use.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isSet = false

    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition = .allocate(capacity: 1)
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_condattr_init(&attributes)
        // The wall clock may be set while somebody waits.
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Lets the waiting thread, or the next wait, go on. From any thread.
    package func notify() {
        unsafe pthread_mutex_lock(mutex)
        isSet = true
        unsafe pthread_mutex_unlock(mutex)
        unsafe pthread_cond_signal(condition)
    }

    /// Waits for a notification and takes it.
    package func wait() {
        unsafe pthread_mutex_lock(mutex)
        while !isSet { unsafe pthread_cond_wait(condition, mutex) }
        isSet = false
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Waits for a notification for at most that long.
    /// - Returns: `false` when the time ran out.
    package func wait(timeoutMicroseconds: Int) -> Bool {
        let deadline = Clock.monotonicNanoseconds() + UInt64(max(0, timeoutMicroseconds)) * 1_000
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !isSet {
            if unsafe pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { break }
        }
        defer { isSet = false }
        return isSet
    }
}
