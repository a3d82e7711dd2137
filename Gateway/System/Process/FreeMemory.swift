internal import CLinux

/// Memory that the process has freed, and the allocator keeps for the next time.
package enum FreeMemory {
    /// Gives it back to the system, all whole pages of it. Other threads that allocate meanwhile may wait: some
    /// milliseconds for 100 MB.
    package static func giveBack() { _ = malloc_trim(0) }
}
