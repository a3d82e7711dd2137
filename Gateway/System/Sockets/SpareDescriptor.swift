internal import CLinux

/// A descriptor held in reserve, so that a client can still be refused properly when none is left.
package struct SpareDescriptor: ~Copyable {
    private var held: Int32

    package init() { held = clinux_open_null() }

    deinit { if held >= 0 { close(held) } }

    /// Runs `body` while the reserve is free for use, and takes it back after.
    package mutating func lend(_ body: () -> Void) {
        if held >= 0 { close(held) }
        body()
        held = clinux_open_null()
    }
}
