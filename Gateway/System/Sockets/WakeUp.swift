internal import CLinux

/// An eventfd: how other threads wake an event loop.
package struct WakeUp: ~Copyable, Sendable {
    private let descriptor: Descriptor

    package init() throws(SystemError) {
        let number = eventfd(0, clinux_eventfd_flags())
        guard number >= 0 else { throw SystemError.last("eventfd") }
        descriptor = Descriptor(owning: number)
    }

    /// For epoll.
    package var number: Int32 { descriptor.number }

    /// Makes the descriptor readable. From any thread.
    package borrowing func signal() { _ = eventfd_write(descriptor.number, 1) }

    /// Makes it unreadable again. From the loop.
    package borrowing func drain() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor.number, &count)
    }
}
