package import System

/// Delivers what operations have put into their outboxes: one thread for all plugins. None when no plugin has channels.
package final class OutboxWorker: Sendable {
    private let mailbox: OutboxMailbox
    private let thread: Thread

    /// - Parameter mailbox: the one whose `added` letters the stores post.
    package init(_ setup: OutboxSetup, mailbox: OutboxMailbox) throws(SystemError) {
        self.mailbox = mailbox
        thread = try Thread(name: "outbox") {
            do throws(SystemError) {
                try OutboxLoop(setup, mailbox: mailbox).run()
            } catch {
                setup.errorLog.add(.error, "outbox.failed", "\(error)")
            }
        }
    }

    /// Lets what is on its way end, for two seconds at most, and ends the thread. The stores are stopped after it.
    package func stop() {
        mailbox.post(.stop)
        thread.join()
    }
}
