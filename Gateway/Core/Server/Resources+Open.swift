import Kit
import System

extension Resources {
    /// Opens everything but the ports.
    static func open(
        for gateway: BoundGateway, in directory: DataDirectory, errorLog: ErrorLog
    ) throws(StartError) -> Resources {
        let config = gateway.config
        let report: @Sendable (String) -> Void = { errorLog.addSeldom(.error, "store.error", $0) }
        do {
            let logKey = try directory.key("access-log", byteCount: 32)
            let mail = try OutboxMailbox()
            let stores = try openStores(gateway, directory, mail, report)
            return Resources(
                apps: try AppRegistry(directory: directory.path, report: report),
                fingerprintKey: HMACKey(logKey.span, .sha256), rateCallerKey: .random(), stores: stores,
                outbox: try openOutbox(gateway, stores, mail, errorLog),
                pool: try CPUPool(threadCount: config.threads.cpuPoolCount, queueLimit: config.limits.cpuQueue),
                accessLog: try openAccessLog(config.accessLog, errorLog), errorLog: errorLog)
        } catch {
            throw StartError("\(error)")
        }
    }

    /// What serves a config from now on. Its plugins' databases are open.
    func makeSnapshot(of gateway: BoundGateway) throws(StartError) -> Snapshot {
        let tls = try gateway.config.listeners.map { (listener) throws(StartError) in
            try listener.tls.map { (tls) throws(StartError) in try TLSContext.make(tls) }
        }
        return Snapshot(gateway, self, tls: tls)
    }

    private static func openStores(
        _ gateway: BoundGateway, _ directory: DataDirectory, _ mail: OutboxMailbox,
        _ report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> PluginStores {
        var limits = StoreLimits()
        limits.queuedJobs = gateway.config.limits.writerQueue
        let stores = PluginStores()
        for plugin in gateway.apis.map(\.plugin) {
            let name = plugin.id.description
            let path = DataDirectory.databasePath(name, in: directory.path)
            try stores.open(plugin.id) { (slot) throws(StoreError) in
                let added: @Sendable () -> Void = { mail.noteRows(inFile: slot.number) }
                return try Store(
                    path: path, name: name, schema: plugin.schema, limits: limits,
                    outbox: plugin.channels.isEmpty ? nil : added, report: report)
            }
        }
        return stores
    }

    /// Its files have the numbers of the stores' slots; those without channels cost nothing.
    private static func openOutbox(
        _ gateway: BoundGateway, _ stores: PluginStores, _ mail: OutboxMailbox, _ errorLog: ErrorLog
    ) throws -> OutboxWorker? {
        let plugins = gateway.apis.map(\.plugin)
        guard plugins.contains(where: { !$0.channels.isEmpty }) else { return nil }
        let files = try stores.opened.map { opened in
            let plugin = plugins.first { stores[$0.id]?.slot == opened.slot }
            return OutboxSetup.File(
                name: plugin?.id.description ?? "", store: opened.store,
                channels: try (plugin?.channels ?? []).map { try OutboxSetup.Channel($0) })
        }
        let limits = gateway.config.limits
        let retention = OutboxRetention(
            deliveredSeconds: Int64(limits.outboxRetentionSeconds),
            deadSeconds: Int64(limits.outboxDeadRetentionSeconds))
        return try OutboxWorker(
            OutboxSetup(files: files, retention: retention, errorLog: errorLog), mailbox: mail)
    }

    private static func openAccessLog(
        _ target: AccessLogTarget, _ errorLog: ErrorLog
    ) throws(SystemError) -> LogWriter? {
        let destination: LogWriter.Destination
        switch target {
        case .off: return nil
        case .standardOutput: destination = .standardOutput
        case .file(let path): destination = .file(path.text)
        }
        return try LogWriter(destination, name: "access-log") {
            errorLog.addSeldom(
                .error, "access_log.lost", "the access log takes no lines: they are lost; is the disk full?")
        }
    }
}

extension ThreadCounts {
    /// Event loops to start: at least one.
    var eventLoopCount: Int { eventLoops > 0 ? eventLoops : ProcessLimits.processorCount() }
    /// Threads of the CPU pool: at least one.
    var cpuPoolCount: Int { cpuPool > 0 ? cpuPool : ProcessLimits.processorCount() }
}
