import Core
import Kit
import System

/// `gateway serve`: runs the gateway until it is told to stop.
enum ServeCommand {
    /// Returns when the gateway has stopped.
    static func run(configPath: String) -> ExitCode {
        if StandardStreams.isErrorClosed {
            try? StandardOutput.write("gateway serve: standard error is closed, and the error log goes there\n")
            return .environment
        }
        ProcessSignals.take()
        do {
            let writer = try LogWriter(.standardError, name: "error-log")
            let log = ErrorLog(writer)
            let signals = try OperatorSignals {
                log.add(.info, "gateway.stopped", "it was told to stop before it was ready")
                limitEnd()
                writer.stop()
                exitNow(ExitCode.success.rawValue)
            }
            defer {
                limitEnd()
                writer.stop()
            }
            return run(configPath: configPath, log, writer, signals)
        } catch {
            StandardError.write("gateway serve: \(error)\n")
            return .environment
        }
    }

    private static func run(
        configPath: String, _ log: ErrorLog, _ writer: LogWriter, _ signals: OperatorSignals
    ) -> ExitCode {
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
            let server = try Server(gateway, directory: directory, errorLog: log, errorLogWriter: writer)
            let config = "\(configPath) (SHA-256 \(loaded.report.source.digest))"
            log.add(
                .info, "gateway.ready",
                "gateway \(Version.current), process \(ProcessLimits.processID), config \(config), "
                    + "\(gateway.routes.count) routes, listening on \(server.addresses.joined(separator: ", "))")
            serve(server, log, signals)
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
    private static let lastWordMicroseconds = 100_000

    private static func serve(_ server: Server, _ log: ErrorLog, _ signals: OperatorSignals) {
        wait: while true {
            switch signals.next() {
            case .stop: break wait
            case .reopenLogs: server.reopenLogs()
            case .hangUp:
                log.add(.warning, "gateway.hangup_ignored", "SIGHUP changes nothing: a new config needs a restart yet")
            }
        }
        log.add(.info, "gateway.stopping", "requests in flight are finished; a second signal stops at once")
        server.drain(isForced: { signals.hasStop() })
        limitEnd()
        server.close()
        log.add(.info, "gateway.stopped", "all logs and stores are closed")
    }

    /// Ends the process in a while, if it has not ended by then: a disk or a reader of the logs that hangs must not
    /// keep it. What was acknowledged is on disk.
    private static func limitEnd() {
        _ = try? Thread(name: "stop-watch") {
            _ = Signal().wait(timeoutMicroseconds: closeLimitMicroseconds)
            // Standard error may be what hangs.
            _ = try? Thread(name: "last-word") {
                let words = "stores and logs did not close within 5 s: the process ends all the same"
                StandardError.write(ErrorLog.line(.error, "gateway.close_timeout", words))
            }
            _ = Signal().wait(timeoutMicroseconds: lastWordMicroseconds)
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
