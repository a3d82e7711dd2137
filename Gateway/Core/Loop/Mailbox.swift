package import Kit
package import System

/// How other threads reach an event loop: letters in a locked list, and an eventfd that wakes it.
package final class Mailbox: Sendable {
    /// What a loop may be told.
    package enum Letter: Sendable {
        /// An operation that ran elsewhere has ended.
        case completed(ConnectionKey, Result<Reply, APIError>)
        /// Listen no more, answer what is in flight, close what is idle.
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
