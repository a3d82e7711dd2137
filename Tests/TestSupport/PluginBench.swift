package import Core
package import Kit
internal import System

/// A plugin with a store of its own on disk, called as the gateway calls it, without sockets: input from JSON text,
/// tokens verified, writes committed by the store's writer thread before `call` returns. From any thread.
package final class PluginBench<P: Plugin>: Sendable {
    /// The plugin as `settings` made it.
    package let plugin: P
    /// What the calls take for the time.
    package let clock = ManualClock()
    /// Where the plugin's database file is.
    package let folder: ScratchDirectory
    package let store: Store
    /// Where uploads go; `nil` when the plugin takes none.
    let files: FileFolder?
    private let spool: Spool?
    let sockets = BenchSockets()
    private let handlers: [String: OperationHandler]
    private let reportBox = ReportBox()

    /// - Parameters:
    ///   - settings: as they stand in `gateway.json`.
    ///   - environment: what `{"env": "NAME"}` finds.
    ///   - folder: one of another bench that is gone, to see what a restart finds.
    ///   - apps: those that the plugin finds by their names.
    /// - Throws: `PluginSettings.Unusable`, `ConfigError` or `StoreError`.
    package init(
        _ type: P.Type = P.self, settings: String = "{}", environment: [String: String] = [:],
        folder: ScratchDirectory? = nil, apps: RegisteredApps = .none
    ) throws {
        self.folder = folder ?? ScratchDirectory()
        plugin = try PluginSettings<P>(settings, environment: environment).makePlugin(apps)
        let instance = PluginInstance(plugin)
        handlers = instance.handlers
        spool = instance.takesFiles ? try Spool() : nil
        let filesPath = DataDirectory.filesPath(P.id.description, in: self.folder.path)
        files = try spool.map { [reportBox] in
            try FileFolder(path: filesPath, spool: $0) { line in reportBox.lines.withLock { $0.append(line) } }
        }
        // Deliveries stay where they are put: no worker runs.
        store = try Store(
            path: DataDirectory.databasePath(P.id.description, in: self.folder.path), name: "bench",
            schema: plugin.schema, added: instance.addedSchemas, removeFile: { [files] in files?.remove($0) },
            publisher: sockets,
            report: { [reportBox] line in reportBox.lines.withLock { $0.append(line) } })
    }

    deinit {
        store.stop()
        spool?.stop()
    }

    /// The files that the plugin has by now, in no order; those that are removed are gone.
    package func fileNames() throws -> [String] {
        guard let files, let spool else { return [] }
        let isDone = Signal()
        spool.submit { isDone.notify() }
        isDone.wait()
        return try PieceFile.names(in: files.path)
    }

    /// What the store had to say about errors that clients see as `store.unavailable` or `gateway.internal`.
    package var reports: [String] { reportBox.lines.withLock { $0 } }

    /// What runs the operation of that name; traps when there is none.
    func handler(_ name: String) -> OperationHandler {
        guard let handler = handlers[name] else { preconditionFailure("\(P.id) has no operation \(name)") }
        return handler
    }

    private final class ReportBox: Sendable {
        let lines = Lock<[String]>([])
    }
}
