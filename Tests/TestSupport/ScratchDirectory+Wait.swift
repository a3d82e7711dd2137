import Foundation

extension ScratchDirectory {
    /// Looks for something now and after every change of the directory's files, at most so long.
    ///
    /// By inotify(7), whose descriptor is closed at the end; and ten times a second, for what shows in no file.
    /// - Returns: what `look` found, or `nil`.
    public func wait<Found>(seconds: Double = 20, for look: () throws -> Found?) rethrows -> Found? {
        let changes = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        precondition(changes >= 0, "inotify: \(String(cString: strerror(errno)))")
        defer { close(changes) }
        inotify_add_watch(changes, path, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE))
        let deadline = Date().addingTimeInterval(seconds)
        var letters = [UInt8](repeating: 0, count: 4096)
        while true {
            if let found = try look() { return found }
            guard Date() < deadline else { return nil }
            var change = pollfd(fd: changes, events: Int16(POLLIN), revents: 0)
            poll(&change, 1, 100)
            while read(changes, &letters, letters.count) > 0 {}
        }
    }

    /// The same for something that is so or not.
    /// - Returns: whether it came so.
    public func wait(seconds: Double = 20, until isSo: () throws -> Bool) rethrows -> Bool {
        try wait(seconds: seconds) { try isSo() ? true : nil } ?? false
    }
}
