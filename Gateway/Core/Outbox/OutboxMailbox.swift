package import System

/// How other threads reach the outbox worker.
package final class OutboxMailbox: Sendable {
    enum Letter: Sendable {
        /// A commit added rows to the file of that number.
        case added(file: Int)
        /// A write of the worker's own to that file has ended.
        case written(file: Int, OutboxFile.WriteEnd)
        /// A look-up for a channel has ended.
        case resolved(file: Int, channel: Int, HostResolver.Answer)
        /// Finish what is on its way, and end.
        case stop
    }

    private let letters = Lock<[Letter]>([])
    private let wakeUp: WakeUp

    package init() throws(SystemError) { wakeUp = try WakeUp() }

    /// For epoll.
    var number: Int32 { wakeUp.number }

    /// A commit added rows to the file of that number. From any thread.
    package func noteRows(inFile number: Int) { post(.added(file: number)) }

    /// From any thread. The system call is made only for the first letter of a batch.
    func post(_ letter: Letter) {
        let isFirst = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        if isFirst { wakeUp.signal() }
    }

    /// Takes the letters that have come. From the worker.
    func collect() -> [Letter] {
        wakeUp.drain()
        return letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
    }
}
