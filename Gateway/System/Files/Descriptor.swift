internal import CLinux

/// A file descriptor that is closed when its owner lets go of it.
package struct Descriptor: ~Copyable, Sendable {
    /// The kernel's number for it.
    package let number: Int32

    /// Takes ownership of an open descriptor.
    package init(owning number: Int32) { self.number = number }

    deinit {
        let status = close(number)
        // EBADF means that somebody else closed it: from then on any number may be another connection's.
        precondition(status == 0 || clinux_errno() != EBADF, "a descriptor was closed twice")
    }
}
