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
    let retention: OutboxRetention
    let errorLog: ErrorLog

    package init(files: [File], retention: OutboxRetention, errorLog: ErrorLog) {
        self.files = files
        self.retention = retention
        self.errorLog = errorLog
    }
}
