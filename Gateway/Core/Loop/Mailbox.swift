package import Kit
package import System

/// What an operation that ran elsewhere came to.
package typealias Completion = Result<Reply, APIError>

/// How other threads reach a loop: letters in a locked list, and an eventfd that wakes it.
package final class Mailbox: Sendable {
    /// What a loop may be told.
    package enum Letter: Sendable {
        /// An operation that ran elsewhere for an exchange has ended.
        case completed(MemberKey, stream: UInt32, Completion)
        /// What an exchange's stage waited for has come.
        case resumed(MemberKey, stream: UInt32)
        /// Work of another kind, to be done on the loop's thread.
        case work(@Sendable (Loop) -> Void)
        /// Finish what is in flight, take nothing new.
        case drain
        /// Close everything and end.
        case stop
    }

    private let letters = Lock<[Letter]>([])
    private let wakeUp: WakeUp

    package init() throws(SystemError) { wakeUp = try WakeUp() }

    /// For epoll.
    var number: Int32 { wakeUp.number }

    /// From any thread. The system call is made only for the first letter of a batch.
    package func post(_ letter: Letter) {
        let isFirst = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        if isFirst { wakeUp.signal() }
    }

    /// Swaps the letters that have come with an empty list of the caller's. From the loop.
    func collect(into empty: inout [Letter]) {
        wakeUp.drain()
        letters.withLock { swap(&$0, &empty) }
    }
}
