package import Kit

/// A plugin's settings from JSON text, read as `gateway.json` is.
package struct PluginSettings<P: Plugin> {
    /// What is wrong with them before the plugin looks: `key: words`.
    package struct Unusable: Error, Equatable {
        package let problems: [String]
    }

    package let value: P.Settings

    /// - Throws: `Unusable`, or what is wrong with the JSON.
    package init(_ text: String, environment: [String: String] = [:]) throws {
        let machine = ConfigEnvironment.machine
        let secrets = SecretSource(
            environment: ConfigEnvironment(
                variable: { name in environment[name].map { Array($0.utf8) } }, file: machine.file),
            directory: "", resolution: .all)
        let node = try JSONDocument(parsing: Array(text.utf8)).root
        let reading = SettingsReading(P.Settings.self, from: node, secrets: secrets)
        let problems =
            reading.problems.map { "\($0.path.joined(separator: ".")): \($0.message)" }
            + reading.unknownKeys.map { "\($0.path.joined(separator: ".")): is unknown" }
        guard problems.isEmpty, let value = reading.value else { throw Unusable(problems: problems) }
        self.value = value
    }

    /// - Throws: `ConfigError`.
    package func makePlugin(_ apps: RegisteredApps = .none) throws(ConfigError) -> P {
        try P(settings: value, host: PluginHost.bench.with(apps))
    }
}

extension PluginHost {
    /// Gives the same keys at each start, another one for each name.
    package static let bench = PluginHost { (name, byteCount) throws(ConfigError) in
        var generator = SeededGenerator(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        return (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
