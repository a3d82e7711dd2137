import Kit
import System

extension PipelineParts {
    /// Opens everything but the ports.
    static func open(
        _ gateway: BoundGateway, directory: DataDirectory, errorLog: ErrorLog
    ) throws(StartError) -> PipelineParts {
        let config = gateway.config
        let report: @Sendable (String) -> Void = { errorLog.addSeldom(.error, "store.error", $0) }
        do {
            let logKey = try directory.key("access-log", byteCount: 32)
            let mail = try OutboxMailbox()
            let stores = try openStores(gateway, directory, mail, report)
            return PipelineParts(
                gateway: gateway, table: RouteTable(gateway),
                apps: try AppRegistry(directory: directory.path, report: report),
                fingerprintKey: HMACKey(logKey.span, .sha256), rateCallerKey: .random(), stores: stores,
                outbox: try openOutbox(gateway, stores, mail, errorLog),
                pool: try CPUPool(
                    threadCount: config.threads.cpuPoolCount, queueLimit: config.limits.cpuQueue, stores: stores),
                accessLog: try openAccessLog(config.accessLog, errorLog), errorLog: errorLog)
        } catch {
            throw StartError("\(error)")
        }
    }

    private static func openStores(
        _ gateway: BoundGateway, _ directory: DataDirectory, _ mail: OutboxMailbox,
        _ report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> [Store] {
        var limits = StoreLimits()
        limits.queuedJobs = gateway.config.limits.writerQueue
        return try gateway.apis.enumerated().map { (number, api) throws(StoreError) in
            let name = api.plugin.id.description
            let path = DataDirectory.databasePath(name, in: directory.path)
            let added: @Sendable () -> Void = { mail.noteRows(inFile: number) }
            return try Store(
                path: path, name: name, schema: api.plugin.schema, limits: limits,
                outbox: api.plugin.channels.isEmpty ? nil : added, report: report)
        }
    }

    /// Its files have the numbers of the APIs; those without channels cost nothing.
    private static func openOutbox(
        _ gateway: BoundGateway, _ stores: [Store], _ mail: OutboxMailbox, _ errorLog: ErrorLog
    ) throws -> OutboxWorker? {
        guard gateway.apis.contains(where: { !$0.plugin.channels.isEmpty }) else { return nil }
        let files = try zip(gateway.apis, stores).map { api, store in
            OutboxSetup.File(
                name: api.plugin.id.description, store: store,
                channels: try api.plugin.channels.map { try OutboxSetup.Channel($0) })
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
