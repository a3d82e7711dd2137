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
        // Read once to find what is wrong with it and with what it names, as `gateway check` does, and again when the
        // data directory is ours.
        let checked = ConfigFile.check(configPath)
        guard let config = checked.gateway?.config else {
            if checked.report.hasEnvironmentErrorsOnly {
                note(checked.report, log)
            } else {
                StandardError.write(checked.report.text)
            }
            return checked.report.exitCode()
        }
        note(checked.report, log)
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

    /// The text is fine: what is left to be said is an entry in the log.
    private static func note(_ report: ConfigReport, _ log: ErrorLog) {
        for problem in report.problems {
            let message = "\(report.source.name):\(problem.description)"
            switch problem.severity {
            case .error: log.add(.error, "gateway.start_failed", message)
            case .warning: log.add(.warning, "config.warning", message)
            }
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
