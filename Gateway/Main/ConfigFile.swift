import Core
import Kit
import System

/// A config file that was read, checked and found fit to be worked with.
struct ConfigFile {
    let path: String
    let gateway: BoundGateway
    let source: ConfigSource

    var config: GatewayConfig { gateway.config }

    /// Reads and checks everything, key files too, tries what `gateway serve` opens, and makes nothing.
    static func check(_ path: String) -> ConfigOutcome {
        ConfigLoader(plugins: linkedPlugins, trial: .machine, makeHost: PluginHost.readKeys).load(path: path)
    }

    /// Reads no secrets and no key files, and opens nothing: who only looks at the config need not be allowed to.
    /// - Throws: all problems, when there are errors. Warnings are left to `gateway check`.
    init(_ arguments: Arguments) throws(CommandFailure) {
        try self.init(arguments, secrets: .none) { _, _ in .withoutKeys }
    }

    /// - Parameter secrets: `.possible` for who wants to know as much as this user may.
    init(
        _ arguments: Arguments, secrets: SecretSource.Resolution, makeHost: @escaping ConfigLoader.MakeHost
    ) throws(CommandFailure) {
        path = arguments.configPath
        let outcome = ConfigLoader(plugins: linkedPlugins, secrets: secrets, makeHost: makeHost).load(path: path)
        guard let gateway = outcome.gateway else { throw .config(outcome.report) }
        self.gateway = gateway
        source = outcome.report.source
    }

    /// `gateway.json:30:9`.
    func name(of place: ConfigPlace) -> String { "\(path):\(source.position(of: place.offset))" }
}
