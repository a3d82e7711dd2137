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

    /// Reads without making anything; a directory that is not there has no apps.
    func list() throws(CommandFailure) -> [AppRecord] {
        let database: Database?
        do throws(StoreError) {
            database = try AppStore.openForReading(directory: directory, report: Self.report)
        } catch {
            throw .environment("\(error)")
        }
        guard let database else { return [] }
        return try Self.orFail { () throws(AppError) in try AppStore(database).list(now: Self.now) }
    }

    /// Makes directory and file if need be.
    func change(_ body: (AppStore, Timestamp) throws(AppError) -> Void) throws(CommandFailure) {
        let store = try open()
        try Self.orFail { () throws(AppError) in try body(store, Self.now) }
    }

    /// A message beside the answer.
    func say(_ message: String) { StandardError.write("\(message)\n") }

    private func open() throws(CommandFailure) -> AppStore {
        do throws(DataDirectoryError) { try DataDirectory.prepare(directory) } catch {
            throw .environment("\(error)")
        }
        do throws(StoreError) {
            return AppStore(try AppStore.open(directory: directory, report: Self.report))
        } catch {
            throw .environment("\(error)")
        }
    }

    private static func orFail<Result>(_ body: () throws(AppError) -> Result) throws(CommandFailure) -> Result {
        do throws(AppError) { return try body() } catch {
            throw error.isEnvironment ? .environment("\(error)") : .refused("\(error)")
        }
    }

    private static let report: @Sendable (String) -> Void = { StandardError.write("\($0)\n") }

    private static var now: Timestamp { Timestamp(milliseconds: Clock.wallMilliseconds()) }
}
