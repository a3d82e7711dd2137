internal import CLinux

/// Lets one thread wait until files are written to (inotify(7)), or until another thread wants it.
package final class FileWatch: Sendable {
    private let wakeUp: WakeUp
    /// Where the kernel tells of writes; `nil` when it has no watches left for this user
    /// (`fs.inotify.max_user_instances`, `max_user_watches`).
    private let notices: Descriptor?

    /// - Parameter paths: existing files. What takes the place of one later is not watched.
    /// - Throws: that there are no descriptors left.
    package init(_ paths: [String]) throws(SystemError) {
        wakeUp = try WakeUp()
        notices = Self.watch(paths)
    }

    private static func watch(_ paths: [String]) -> Descriptor? {
        let number = clinux_open_notices()
        guard number >= 0 else { return nil }
        let descriptor = Descriptor(owning: number)
        for path in paths where unsafe clinux_notice_writes(number, path) < 0 { return nil }
        return descriptor
    }

    /// Writes are told. Otherwise the thread has to look by itself, now and then.
    package var isWatching: Bool { notices != nil }

    /// Waits until a file is written to, `wake` is called or the time is over. On the one thread that watches.
    /// - Parameter timeoutMilliseconds: 0 only looks.
    /// - Returns: whether a file was written to since the last wait. The writer may not be done with it: of a database,
    ///   the commit is yet to come.
    package func wait(timeoutMilliseconds: Int32) -> Bool {
        let wanted = Int16(POLLIN)
        var sources = [
            pollfd(fd: wakeUp.number, events: wanted, revents: 0),
            pollfd(fd: noticesNumber, events: wanted, revents: 0),
        ]
        guard unsafe poll(&sources, nfds_t(sources.count), timeoutMilliseconds) > 0 else { return false }
        if sources[0].revents != 0 { wakeUp.drain() }
        if sources[1].revents != 0 { takeNotices() }
        return sources[1].revents != 0
    }

    /// Ends the thread's wait, or its next one. From any thread.
    package func wake() { wakeUp.signal() }

    /// -1 for none, which poll(2) passes over.
    private var noticesNumber: Int32 {
        switch notices {
        case .some(let descriptor): descriptor.number
        case .none: -1
        }
    }

    /// What they say is of no interest.
    private func takeNotices() {
        var room = [UInt8](repeating: 0, count: 4096)
        while unsafe read(noticesNumber, &room, room.count) > 0 {}
    }
}
