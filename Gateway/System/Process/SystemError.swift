internal import CLinux

/// What the kernel answered to a call that failed.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The call and what it was about, e.g. `bind 127.0.0.1:8080`.
    package let action: String
    /// The `errno` value.
    package let number: Int32

    package init(_ action: String, number: Int32) {
        self.action = action
        self.number = number
    }

    /// With the calling thread's `errno`; make it directly after the failed call.
    static func last(_ action: String) -> SystemError { SystemError(action, number: clinux_errno()) }

    /// The kernel's words alone, e.g. `Address already in use`.
    package var reason: String {
        var text = [CChar](repeating: 0, count: 128)
        let status = unsafe clinux_strerror(number, &text, text.count)
        guard status == 0 else { return "error \(number)" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// One sentence: the action and the kernel's words.
    package var description: String { "\(action): \(reason)" }

    package var isAddressInUse: Bool { number == EADDRINUSE }
    /// The reader of a pipe has gone.
    package var isBrokenPipe: Bool { number == EPIPE }
    package var isAlreadyThere: Bool { number == EEXIST }
    package var isTooLarge: Bool { number == EFBIG }
    package var isNoEntry: Bool { number == ENOENT }
}
