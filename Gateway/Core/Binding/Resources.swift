import System

/// What lasts as long as the process, whichever config it serves; all of it may be used by all loops at once.
package final class Resources: Sendable {
    let apps: AppRegistry
    /// Turns a token into its fingerprint for the log.
    let fingerprintKey: HMACKey
    /// Turns a caller into what limits count.
    let rateCallerKey: RateCallerKey
    let stores: PluginStores
    /// The open connections of each API that has sockets.
    let hubs: SocketHubs
    /// What is held for clients.
    let buffers: BufferBudget
    let limiters = RateLimiters()
    /// Rung by the stores when there are new deliveries.
    let outboxBell: OutboxBell
    let pool: CPUPool
    /// Reads and writes the files of bodies.
    let spool: Spool
    /// `nil`: no access log.
    let accessLog: LogWriter?
    let errorLog: ErrorLog

    init(
        apps: AppRegistry, fingerprintKey: HMACKey, rateCallerKey: RateCallerKey, stores: PluginStores,
        hubs: SocketHubs, buffers: BufferBudget, outboxBell: OutboxBell, pool: CPUPool, spool: Spool,
        accessLog: LogWriter?, errorLog: ErrorLog
    ) {
        self.apps = apps
        self.fingerprintKey = fingerprintKey
        self.rateCallerKey = rateCallerKey
        self.stores = stores
        self.hubs = hubs
        self.buffers = buffers
        self.outboxBell = outboxBell
        self.pool = pool
        self.spool = spool
        self.accessLog = accessLog
        self.errorLog = errorLog
    }

    /// Ends all threads, closes the stores and flushes the access log. When the loops have ended.
    func close() {
        pool.stop()
        for opened in stores.opened { opened.store.stop() }
        // When nobody has files to remove any more.
        spool.stop()
        apps.stop()
        accessLog?.stop()
    }
}
