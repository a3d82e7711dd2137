import Core
import Kit
import System

/// The apps of a data directory, as `gateway apps` reads and changes them.
struct AppsFile {
    private let directory: String
    /// The APIs of the config; `nil` when it was not asked.
    private let apis: [String]?

    /// A directory that is named is taken without a look at the config, so that an app can be shut out while somebody
    /// is still mending the file.
    /// - Throws: the config's problems, when it has to say where the apps are.
    init(_ arguments: Arguments) throws(CommandFailure) {
        if let directory = arguments.value(of: .dataDirectory) {
            self.directory = directory
            apis = nil
        } else {
            let config = try ConfigFile(arguments).config
            directory = config.dataDirectory.text
            apis = config.apis.map(\.name.text)
        }
    }

    /// The command's operand.
    static func name(_ arguments: Arguments) throws(CommandFailure) -> AppName {
        guard let name = AppName(arguments.operands[0]) else {
            throw .usage(AppError.badName(arguments.operands[0]).description)
        }
        return name
    }

    /// The names of `--api`, each an API of the config if that is known; `*` when there is none.
    func checkedAPIs(_ names: [String]) throws(CommandFailure) -> [String] {
        if let known = apis {
            for name in names where name != "*" && !known.contains(name) {
                throw .refused("--api \(ConfigText.unknown(name, "an API of the config", among: known))")
            }
        }
        return names.isEmpty || names.contains("*") ? ["*"] : names
    }

    /// Reads without making anything. The config's directory has no apps before it is made; one that was named must
    /// have some.
    func list() throws(CommandFailure) -> [AppRecord] {
        let database = try open(AppStore.openForReading)
        guard let database else {
            guard apis == nil else { return [] }
            throw noApps
        }
        return try Self.orFail { () throws(AppError) in try AppStore(database).list(now: Self.now) }
    }

    /// Makes directory and file if need be.
    func add(_ body: (AppStore, Timestamp) throws(AppError) -> Void) throws(CommandFailure) {
        do throws(DataDirectoryError) { try DataDirectory.prepare(directory) } catch {
            throw .environment("\(error)")
        }
        try change(try open(AppStore.open), body)
    }

    /// Makes nothing.
    func change(
        _ name: AppName, _ body: (AppStore, Timestamp) throws(AppError) -> Void
    ) throws(CommandFailure) {
        guard let database = try open(AppStore.openExisting) else {
            throw apis == nil ? noApps : .refused("\(AppError.unknown(name))")
        }
        try change(database, body)
    }

    /// The directory was mistyped, most likely.
    private var noApps: CommandFailure { .refused("\(directory) has no gateway.sqlite: no app was ever added there") }

    /// A message beside the answer.
    func say(_ message: String) { StandardError.write("\(message)\n") }

    private func open<Found>(
        _ body: (String, @escaping @Sendable (String) -> Void) throws(StoreError) -> Found
    ) throws(CommandFailure) -> Found {
        do throws(StoreError) { return try body(directory, Self.report) } catch { throw .environment("\(error)") }
    }

    private func change(
        _ database: Database, _ body: (AppStore, Timestamp) throws(AppError) -> Void
    ) throws(CommandFailure) {
        try Self.orFail { () throws(AppError) in try body(AppStore(database), Self.now) }
    }

    private static func orFail<Result>(_ body: () throws(AppError) -> Result) throws(CommandFailure) -> Result {
        do throws(AppError) { return try body() } catch {
            throw error.isEnvironment ? .environment("\(error)") : .refused("\(error)")
        }
    }

    private static let report: @Sendable (String) -> Void = { StandardError.write("\($0)\n") }

    private static var now: Timestamp { Timestamp(milliseconds: Clock.wallMilliseconds()) }
}
