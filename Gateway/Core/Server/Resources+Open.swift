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
            let logKey = try directory.key(DataDirectory.logKey.name, byteCount: DataDirectory.logKey.byteCount)
            let bell = OutboxBell()
            let spool = try Spool()
            let buffers = BufferBudget(limitBytes: config.limits.bufferBytes)
            let hubs = SocketHubs(budget: buffers)
            let stores = try openStores(gateway, directory, spool, bell, hubs, report)
            let apps = try AppRegistry(directory: directory.path, report: report)
            gateway.appLink.connect(to: apps)
            return Resources(
                apps: apps,
                fingerprintKey: HMACKey(logKey.span, .sha256), rateCallerKey: .random(), stores: stores,
                hubs: hubs, buffers: buffers, outboxBell: bell,
                pool: try CPUPool(threadCount: config.threads.cpuPoolCount, queueLimit: config.limits.cpuQueue),
                spool: spool,
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
        return Snapshot(gateway, self, tls: tls, outbox: try makeOutbox(of: gateway))
    }

    private static func openStores(
        _ gateway: BoundGateway, _ directory: DataDirectory, _ spool: Spool, _ bell: OutboxBell,
        _ hubs: SocketHubs, _ report: @escaping @Sendable (String) -> Void
    ) throws -> PluginStores {
        var limits = StoreLimits()
        limits.queuedJobs = gateway.config.limits.writerQueue
        let stores = PluginStores()
        for plugin in gateway.apis.map(\.plugin) {
            let name = plugin.id.description
            let path = DataDirectory.databasePath(name, in: directory.path)
            let id = plugin.id
            var files: FileFolder?
            if plugin.takesFiles {
                let folder = DataDirectory.filesPath(name, in: directory.path)
                files = try FileFolder(path: folder, spool: spool, report: report)
            }
            let remove: @Sendable (FileID) -> Void = { [files] in files?.remove($0) }
            let hub = plugin.hasSockets ? hubs.open(id) : nil
            try stores.open(id, files: files) { (_) throws(StoreError) in
                try Store(
                    path: path, name: name, schema: plugin.schema, added: plugin.addedSchemas, limits: limits,
                    filesFolder: files?.path, deliveriesAdded: { bell.ring(id) }, removeFile: remove, publisher: hub,
                    report: report)
            }
            if let files, let store = stores[id]?.store { try removeOrphans(files, store) }
        }
        return stores
    }

    private static func removeOrphans(_ files: FileFolder, _ store: Store) throws {
        let reader = try store.makeReader()
        let tables = try reader.store()
        try files.removeOrphans { (id) throws(APIError) in try tables.file(id) != nil }
    }

    private func makeOutbox(of gateway: BoundGateway) throws(StartError) -> OutboxSetup? {
        let plugins = gateway.apis.map(\.plugin).filter { !$0.channels.isEmpty }
        guard !plugins.isEmpty else { return nil }
        let limits = gateway.config.limits
        let retention = OutboxRetention(
            deliveredSeconds: Int64(limits.outboxRetentionSeconds),
            deadSeconds: Int64(limits.outboxDeadRetentionSeconds))
        do throws(TLSError) {
            var files: [OutboxSetup.File] = []
            for plugin in plugins {
                guard let opened = stores[plugin.id] else { continue }
                files.append(try OutboxSetup.File(plugin.id, opened.store, plugin.channels))
            }
            return OutboxSetup(files: files, retention: retention)
        } catch { throw StartError("\(error)") }
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
        return try LogWriter(destination, name: "access-log") { trouble in
            switch trouble {
            case .lost:
                errorLog.addSeldom(
                    .error, "access_log.lost", "the access log takes no lines: they are lost; is the disk full?")
            case .over: errorLog.add(.info, "access_log.resumed", "the access log takes lines again")
            case .notReopened(let error):
                errorLog.add(
                    .error, "access_log.not_reopened", "the access log stays in its old file: \(error)")
            }
        }
    }
}

extension ThreadCounts {
    /// Event loops to start: at least one.
    var eventLoopCount: Int { eventLoops > 0 ? eventLoops : ProcessLimits.processorCount() }
    /// Threads of the CPU pool: at least one.
    var cpuPoolCount: Int { cpuPool > 0 ? cpuPool : ProcessLimits.processorCount() }
}
