internal import CLinux

/// What the kernel allows this process.
package enum ProcessLimits {
    /// This process's number.
    package static var processID: Int { Int(getpid()) }

    /// Raises the soft limit on open descriptors to the hard one.
    /// - Returns: the limit now in force.
    package static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard unsafe clinux_get_descriptor_limit(&limit) == 0 else { return 1024 }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe clinux_set_descriptor_limit(&limit)
        _ = unsafe clinux_get_descriptor_limit(&limit)
        return Int(clamping: limit.rlim_cur)
    }

    /// How many descriptors are open now, inherited ones too.
    package static func openDescriptorCount() -> Int {
        guard let directory = unsafe opendir("/proc/self/fd") else { return 3 }
        defer { unsafe _ = closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        // Not among them: the two entries for directories, and the one that was open for reading them.
        return count - 3
    }

    /// The processors this process may use.
    package static func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
