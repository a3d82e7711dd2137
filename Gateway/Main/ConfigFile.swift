import Core
import Kit
import System

/// A config file that was read, checked and found fit to be worked with.
struct ConfigFile {
    let path: String
    let gateway: BoundGateway
    let source: ConfigSource

    var config: GatewayConfig { gateway.config }

    /// Reads and checks everything, key files too, and makes nothing.
    static func check(_ path: String) -> ConfigOutcome {
        ConfigLoader(plugins: linkedPlugins, makeHost: PluginHost.readKeys).load(path: path)
    }

    /// Reads no key files, which a user who only looks at the config need not be allowed to.
    /// - Throws: all problems, when there are errors. Warnings are left to `gateway check`.
    init(_ arguments: Arguments) throws(CommandFailure) {
        path = arguments.configPath
        let outcome = ConfigLoader(plugins: linkedPlugins, makeHost: PluginHost.withoutKeys).load(path: path)
        guard let gateway = outcome.gateway else { throw .config(outcome.report) }
        self.gateway = gateway
        source = outcome.report.source
    }

    /// `gateway.json:30:9`.
    func name(of place: ConfigPlace) -> String { "\(path):\(source.position(of: place.offset))" }
}
