package import Kit
import System

/// Reads `gateway.json`, checks it, and binds it to the plugins that are part of the program.
package struct ConfigLoader: Sendable {
    /// Gives a plugin its keys; the directory is the config's `dataDirectory`.
    package typealias MakeHost = @Sendable (_ plugin: PluginID, _ dataDirectory: FilePath) -> PluginHost

    /// The largest config file that is read.
    package static let limitBytes = 4 << 20

    let plugins: [LinkedPlugin]
    let environment: ConfigEnvironment
    let secrets: SecretSource.Resolution
    let trial: StartTrial?
    let makeHost: MakeHost

    /// - Parameters:
    ///   - secrets: whether an enabled API's are resolved.
    ///   - trial: tries what `gateway serve` opens; `nil`: nothing but secrets and files of settings is looked at.
    package init(
        plugins: [LinkedPlugin], environment: ConfigEnvironment = .machine,
        secrets: SecretSource.Resolution = .all, trial: StartTrial? = nil, makeHost: @escaping MakeHost
    ) {
        self.plugins = plugins
        self.environment = environment
        self.secrets = secrets
        self.trial = trial
        self.makeHost = makeHost
    }

    /// The JSON Schema of the file, for editors.
    package static func jsonSchema(for plugins: [LinkedPlugin]) -> String {
        JSONSchemaWriter(plugins: plugins).text(of: GatewayConfig.rule.schema)
    }

    /// Reads a file of at most 4 MiB. Relative paths in it start at its directory.
    package func load(path: String) -> ConfigOutcome {
        do throws(SystemError) {
            let file = try environment.file(path, Self.limitBytes)
            return check(file.bytes, name: path, directory: Self.directory(of: path))
        } catch {
            guard !error.isTooLarge else {
                return refused(path, "is larger than \(Self.limitBytes >> 20) MiB, and no config may be")
            }
            return refused(path, "cannot be read: \(error.reason)")
        }
    }

    /// Checks a text.
    /// - Parameters:
    ///   - name: what messages call the file.
    ///   - directory: where relative paths start; empty for the working directory.
    package func check(_ bytes: [UInt8], name: String, directory: String) -> ConfigOutcome {
        var report = ConfigReport(ConfigSource(name: name, directory: directory, bytes: bytes))
        let root: JSONNode
        do throws(JSONSyntaxError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            if error.reason == .empty { return refused(name, "is empty") }
            report.error(ConfigPlace(error.offset, ConfigPath()), .fileSyntax, Self.words(for: error))
            return ConfigOutcome(report: report, gateway: nil)
        }
        guard let config = GatewayConfig.rule.read(root, ConfigPath(), &report) else {
            return ConfigOutcome(report: report, gateway: nil)
        }
        var binding = RouteBinding(config: config, root: root, loader: self, report: report)
        let gateway = binding.bind()
        return ConfigOutcome(report: binding.report, gateway: binding.report.hasErrors ? nil : gateway)
    }

    private static func words(for error: JSONSyntaxError) -> String {
        // A key is shown as all that a file says: on one line and bounded.
        guard case .duplicateKey(let key, let line) = error.reason else { return error.description }
        return "the key \(ConfigText.quoted(key)) appears twice (first at line \(line))"
    }

    /// Nothing in the file can be pointed at.
    private func refused(_ name: String, _ message: String) -> ConfigOutcome {
        var report = ConfigReport(ConfigSource(name: name, bytes: []))
        report.add(Problem(.fileUnreadable, severity: .error, position: nil, path: ConfigPath(), message: message))
        return ConfigOutcome(report: report, gateway: nil)
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
