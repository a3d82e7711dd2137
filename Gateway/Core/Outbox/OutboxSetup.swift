package import Kit
package import System

/// What the outbox worker works with.
package struct OutboxSetup: Sendable {
    /// A plugin's file; one for each plugin that has channels.
    package struct File: Sendable {
        let plugin: PluginID
        let store: Store
        let channels: [Channel]

        /// - Throws: when the authorities of a channel cannot be loaded.
        package init(_ plugin: PluginID, _ store: Store, _ channels: [OutboxChannel]) throws(TLSError) {
            self.plugin = plugin
            self.store = store
            self.channels = try channels.map { (channel) throws(TLSError) in try Channel(channel) }
        }
    }

    /// A channel, ready to be used.
    struct Channel: Sendable {
        let name: String
        let provider: ProviderSettings?
        /// `nil` without TLS.
        let tls: TLSContext?

        init(_ channel: OutboxChannel) throws(TLSError) {
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

    package init(files: [File], retention: OutboxRetention) {
        self.files = files
        self.retention = retention
    }
}

/// How long rows are kept that nothing is to be done about, so that an operator can look at them.
package struct OutboxRetention: Sendable {
    /// Of delivered rows.
    let deliveredSeconds: Int64
    /// Of dead letters, which can be retried so long.
    let deadSeconds: Int64

    package init(deliveredSeconds: Int64, deadSeconds: Int64) {
        self.deliveredSeconds = deliveredSeconds
        self.deadSeconds = deadSeconds
    }
}
