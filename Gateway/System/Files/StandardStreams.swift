internal import CLinux
import Synchronization

/// The three descriptors that a process starts with.
package enum StandardStreams {
    private static let errorWasClosed = Atomic<Bool>(false)

    /// Puts `/dev/null` where one was closed, so that no file or socket that is opened later takes its place and gets
    /// what was meant for it. To be called before anything is opened.
    package static func fillClosed() {
        for number in 0...2 as ClosedRange<Int32> where clinux_is_open(number) == 0 {
            if number == 2 { errorWasClosed.store(true, ordering: .relaxed) }
            // The lowest number that is free is taken: this one.
            _ = clinux_open_null_for_all()
        }
    }

    /// There is nowhere for the error log to go.
    package static var isErrorClosed: Bool { errorWasClosed.load(ordering: .relaxed) }
}
