internal import CLinux

/// What the kernel allows this process.
package enum ProcessLimits {
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

    /// The processors this process may use.
    package static func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
