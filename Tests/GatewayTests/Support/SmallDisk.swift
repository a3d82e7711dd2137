import TestSupport

/// A file system of 2 MiB, where this process may mount one.
final class SmallDisk {
    let folder = ScratchDirectory()
    private var filler: String { folder.path + "/filler" }

    static let isPossible = SmallDisk() != nil

    init?() {
        let arguments = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.path]
        guard (try? CommandResult.run("mount", arguments))?.end == .exit(0) else { return nil }
    }

    deinit { _ = try? CommandResult.run("umount", [folder.path]) }

    /// Leaves no room.
    func fill() throws { _ = try CommandResult.run("dd", ["if=/dev/zero", "of=\(filler)", "bs=4096"]) }

    /// Makes room again.
    func clear() throws { _ = try CommandResult.run("rm", [filler]) }
}
