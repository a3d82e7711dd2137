import Core
import Kit
import System

/// `gateway serve`: runs the gateway until it is told to stop.
enum ServeCommand {
    /// Returns when the gateway has stopped.
    static func run(configPath: String) -> ExitCode {
        ProcessSignals.take()
        do {
            let writer = try LogWriter(.standardError, name: "error-log")
            defer {
                limitEnd()
                writer.stop()
            }
            return run(configPath: configPath, ErrorLog(writer), writer)
        } catch {
            return .environment
        }
    }

    private static func run(configPath: String, _ log: ErrorLog, _ writer: LogWriter) -> ExitCode {
        // Read once to find what is wrong with it, and again when the data directory, which it names, is ours.
        let checked = ConfigLoader(plugins: linkedPlugins, makeHost: PluginHost.withoutKeys).load(path: configPath)
        guard let config = checked.gateway?.config else {
            StandardError.write(checked.report.text)
            return checked.report.hasEnvironmentErrorsOnly ? .environment : .refused
        }
        for problem in checked.report.problems {
            log.add(.warning, "config.warning", "\(configPath):\(problem.description)")
        }
        do {
            let directory = try DataDirectory(path: config.dataDirectory.text)
            let loaded = ConfigLoader(plugins: linkedPlugins, makeHost: PluginHost.makeKeys(in: directory))
                .load(path: configPath)
            guard let gateway = loaded.gateway else { throw StartError(loaded.report.text) }
            serve(try Server(gateway, directory: directory, errorLog: log, errorLogWriter: writer), log)
            return .success
        } catch {
            log.add(.error, "gateway.start_failed", "\(error)")
            return .environment
        }
    }

    /// How long stores and logs may take to close.
    private static let closeLimitMicroseconds = 5_000_000

    private static func serve(_ server: Server, _ log: ErrorLog) {
        log.add(.info, "gateway.ready", "listening on \(server.addresses.joined(separator: ", "))")
        while case .reopenLogs = ProcessSignals.next() { server.reopenLogs() }
        log.add(.info, "gateway.stopping", "requests in flight are finished; a second signal stops at once")
        server.drain(isForced: { ProcessSignals.poll() == .stop })
        limitEnd()
        server.close()
        log.add(.info, "gateway.stopped", "all logs and stores are closed")
    }

    /// Ends the process in a while, if it has not ended by then: a disk or a reader of the logs that hangs must not
    /// keep it. What was acknowledged is on disk.
    private static func limitEnd() {
        _ = try? Thread(name: "stop-watch") {
            _ = Signal().wait(timeoutMicroseconds: closeLimitMicroseconds)
            exitNow(ExitCode.environment.rawValue)
        }
    }
}

extension PluginHost {
    /// Gives keys that nothing is kept under: for checking.
    static func withoutKeys(_ plugin: PluginID, _ dataDirectory: FilePath) -> PluginHost {
        PluginHost { (_, byteCount) in Random.bytes(byteCount) }
    }

    /// Gives the keys of the data directory, made when they are not there.
    static func makeKeys(in directory: DataDirectory) -> ConfigLoader.MakeHost {
        { plugin, _ in
            PluginHost { (name, byteCount) throws(ConfigError) in
                do throws(DataDirectoryError) {
                    return try directory.key("\(plugin)-\(name)", byteCount: byteCount)
                } catch {
                    throw ConfigError(name, "\(error)")
                }
            }
        }
    }
}
