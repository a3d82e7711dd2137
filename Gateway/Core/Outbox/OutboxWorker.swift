package import Kit
package import System

/// What the outbox worker works with.
package struct OutboxSetup: Sendable {
    /// A plugin's file.
    package struct File: Sendable {
        let name: String
        let store: Store
        let channels: [Channel]

        package init(name: String, store: Store, channels: [Channel]) {
            self.name = name
            self.store = store
            self.channels = channels
        }
    }

    /// A channel, ready to be used.
    package struct Channel: Sendable {
        let name: String
        let provider: ProviderSettings?
        /// `nil` without TLS.
        let tls: TLSContext?

        /// - Throws: when the authorities cannot be loaded.
        package init(_ channel: OutboxChannel) throws(TLSError) {
            name = channel.name
            provider = channel.provider
            guard let provider, provider.url.isTLS else {
                tls = nil
                return
            }
            tls = try TLSContext(trusting: provider.authorities)
        }
    }

    let files: [File]
    /// How long delivered rows are kept.
    let retentionSeconds: Int64
    let errorLog: ErrorLog
    let statistics: OutboxStatistics

    package init(
        files: [File], retentionSeconds: Int64, errorLog: ErrorLog, statistics: OutboxStatistics = OutboxStatistics()
    ) {
        self.files = files
        self.retentionSeconds = retentionSeconds
        self.errorLog = errorLog
        self.statistics = statistics
    }
}

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
