extension Command {
    static let serve = Command(
        "serve", "Serve the APIs until told to stop.",
        details: """
            SIGTERM, SIGINT and SIGQUIT stop it: listeners close, requests in flight finish within
            limits.drainMilliseconds, logs and stores are flushed; a second signal ends it at once. SIGUSR1
            opens the log files anew, for log rotation. SIGHUP and SIGUSR2 change nothing.
            """,
        options: [.config],
        exitMeanings: [
            .success: "it was told to stop, and did", .refused: "the config has errors; nothing was started",
        ],
        examples: ["gateway serve", "gateway serve --config /etc/gateway/gateway.json"],
        action: { ServeCommand.run(configPath: $0.configPath) })
}
