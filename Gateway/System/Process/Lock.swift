internal import CLinux

/// A value that one thread at a time can reach, guarded by a pthread mutex.
///
/// `Synchronization.Mutex` in all but the mutex: on Linux that one waits by futex calls of its own, of which the thread
/// sanitizer learns nothing, so it reports what a contended one protects as races. Uncontended, this one costs 1 ns
/// more (11.8 to 10.4 ns a use, 2026-11-21).
@usableFromInline @safe package struct Lock<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    // `mutex` protects what `value` points to.
    @usableFromInline let mutex: RawMutex
    @usableFromInline let value: UnsafeMutablePointer<Value>

    @inlinable package init(_ initial: consuming sending Value) {
        mutex = RawMutex()
        unsafe value = .allocate(capacity: 1)
        unsafe value.initialize(to: initial)
    }

    @inlinable deinit {
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
    }

    /// Waits until no other thread has the value, then runs `body` with it. Not to be called from within `body`.
    @inlinable package borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        mutex.lock()
        defer { mutex.unlock() }
        return try unsafe body(&value.pointee)
    }
}

/// A pthread mutex, at an address of its own since it must never move; for all threads. Apart from `Lock`, so that a
/// lock's generic code can be specialised where it is used, which sees nothing of C.
@usableFromInline @safe struct RawMutex: ~Copyable, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    @usableFromInline init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    @usableFromInline deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    @usableFromInline borrowing func lock() { unsafe pthread_mutex_lock(mutex) }

    @usableFromInline borrowing func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
