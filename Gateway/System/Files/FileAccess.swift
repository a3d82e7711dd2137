internal import CLinux

/// Who may do what with a file or directory, by its mode and its owner.
package struct FileAccess: Sendable, Hashable {
    /// The nine bits of owner, group and others.
    package let mode: Int
    /// It is this process's user's.
    package let isOwn: Bool
    /// It is the superuser's.
    package let isRoots: Bool

    /// - Parameter mode: of a file that is this user's own.
    package init(mode: Int) { self.init(mode: mode, isOwn: true, isRoots: false) }

    init(_ status: borrowing stat) {
        self.init(
            mode: Int(status.st_mode & 0o777), isOwn: status.st_uid == geteuid(), isRoots: status.st_uid == 0)
    }

    private init(mode: Int, isOwn: Bool, isRoots: Bool) {
        self.mode = mode
        self.isOwn = isOwn
        self.isRoots = isRoots
    }

    /// Follows links. `nil` when there is nothing of that name, or nothing that can be looked at.
    package init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Every user of the machine may read it.
    package var isWorldReadable: Bool { mode & 0o004 != 0 }

    /// Others than its owner may do something with it.
    package var isOpenToOthers: Bool { mode & 0o077 != 0 }

    /// A key in it is not its user's alone: others may read it, or its group. The superuser's own file may be read by
    /// the group that this process is in, as keys in `/etc/ssl/private` are.
    package var exposesKey: Bool { isRoots && !isOwn ? mode & 0o037 != 0 : isOpenToOthers }

    /// In octal, as `chmod` takes it.
    package var octal: String { "0" + String(mode, radix: 8) }
}
