internal import CLinux

/// The kernel's list of descriptors that one event loop waits for. Level-triggered: what is not read is told again,
/// so no event can be lost, and a connection under back-pressure just takes itself off.
@safe package final class Epoll {
    /// What to be told about.
    @usableFromInline package struct Interest: OptionSet, Sendable {
        @usableFromInline package let rawValue: UInt32
        @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }
        @inlinable package static var readable: Interest { Interest(rawValue: 1) }
        @inlinable package static var writable: Interest { Interest(rawValue: 4) }
        /// EPOLLERR and EPOLLHUP, which the kernel tells in any case.
        @inlinable package static var hangUp: Interest { Interest(rawValue: 8 | 16) }
        /// EPOLLEXCLUSIVE: of the loops that wait for one descriptor that they share, one or a few wake for each event
        /// and not all. For `add` alone, and not to be changed afterwards.
        @inlinable package static var exclusive: Interest { Interest(rawValue: 1 << 28) }
    }

    private let descriptor: Descriptor
    private let events: UnsafeMutableBufferPointer<epoll_event>
    /// How many events the last wait left there.
    private var eventCount = 0

    /// - Parameter capacity: the most events that one wait hands over.
    package init(capacity: Int = 256) throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw SystemError.last("epoll_create1") }
        descriptor = Descriptor(owning: number)
        unsafe events = .allocate(capacity: capacity)
        unsafe events.initialize(repeating: epoll_event())
    }

    deinit { unsafe events.deallocate() }

    /// Starts to watch a descriptor. `tag` comes back with each event.
    package func add(_ number: Int32, _ interest: Interest, tag: UInt64) throws(SystemError) {
        guard control(EPOLL_CTL_ADD, number, interest, tag) == 0 else { throw SystemError.last("epoll_ctl") }
    }

    /// Watches for something else from now on.
    package func change(_ number: Int32, _ interest: Interest, tag: UInt64) {
        let status = control(EPOLL_CTL_MOD, number, interest, tag)
        precondition(status == 0, "epoll forgot a descriptor that is open")
    }

    /// Stops watching; needed before a descriptor that was duplicated elsewhere is closed.
    package func remove(_ number: Int32) { _ = control(EPOLL_CTL_DEL, number, [], 0) }

    private func control(_ operation: Int32, _ number: Int32, _ interest: Interest, _ tag: UInt64) -> Int32 {
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = tag
        return unsafe epoll_ctl(descriptor.number, operation, number, &event)
    }

    /// Waits until something happens or the time is over.
    /// - Parameter timeoutMilliseconds: 0 only looks; negative waits without end.
    /// - Returns: how many events `event(_:)` now gives.
    package func wait(timeoutMilliseconds: Int32) -> Int {
        let count = unsafe epoll_wait(
            descriptor.number, events.baseAddress, Int32(truncatingIfNeeded: events.count), timeoutMilliseconds)
        precondition(count >= 0 || clinux_errno() == EINTR, "epoll_wait was called wrongly")
        eventCount = max(0, Int(count))
        return eventCount
    }

    /// One event of the last wait.
    package func event(_ index: Int) -> (tag: UInt64, readiness: Interest) {
        precondition(index >= 0 && index < eventCount, "the last wait gave fewer events")
        let event = unsafe events[index]
        return unsafe (event.data.u64, Interest(rawValue: event.events))
    }
}
