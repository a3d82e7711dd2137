import Kit
import Synchronization
package import System

/// The running gateway: all that is opened at start, in order, and closed at the end in the opposite order.
package final class Server: Sendable {
    private let gateway: BoundGateway
    private let directory: DataDirectory
    private let stores: [Store]
    private let apps: AppRegistry
    private let pool: CPUPool
    private let accessLog: LogWriter?
    private let errorLog: ErrorLog
    private let errorLogWriter: LogWriter
    private let count: ConnectionCount
    private let mailboxes: [Mailbox]
    private let threads: Mutex<[Thread]>
    private let running: Atomic<Int>
    private let loopsEnded = Signal()
}
