import Kit

/// The settings of one API, as its plugin is to read them.
struct SettingsSource: Sendable {
    /// Something in them that an operator must or should mend.
    struct Problem: Sendable {
        let severity: ConfigProblem.Severity
        let position: ConfigPosition
        /// Keys from the settings object down.
        let path: [String]
        let message: String
    }

    /// `nil` when left out, which stands for an empty object.
    let node: JSONNode?
    /// Where problems go that have no place of their own, because the settings were left out.
    let fallback: ConfigPosition
    let source: ConfigSource
    let secrets: SecretSource

    /// Reads the settings and, when there is a host, makes the plugin.
    func open<P: Plugin>(_ type: P.Type, _ host: PluginHost?) -> LinkedPlugin.Opened {
        let object = node ?? Self.emptyObject
        let reading = SettingsReading(P.Settings.self, from: object, secrets: secrets)
        var problems = reading.problems.map(problem) + reading.unknownKeys.map(problem) + secrets.warnings.map(warning)
        if reading.value == nil, reading.problems.isEmpty {
            // A type of the plugin's gave up without a word. Going on would leave the API out in silence.
            problems.append(problem(.error, position(of: []), [], "cannot be read by the plugin \(P.id)"))
        }
        guard let settings = reading.value, reading.unknownKeys.isEmpty, let host else {
            return LinkedPlugin.Opened(plugin: nil, problems: problems)
        }
        do throws(ConfigError) {
            let plugin = PluginInstance(try P(settings: settings, host: host))
            return LinkedPlugin.Opened(plugin: plugin, problems: problems)
        } catch {
            problems += error.problems.map { problem(.error, position(of: $0.path), $0.path, $0.message) }
            return LinkedPlugin.Opened(plugin: nil, problems: problems)
        }
    }

    private static let emptyObject: JSONNode = {
        do throws(JSONSyntaxError) {
            return try JSONDocument(parsing: Array("{}".utf8)).root
        } catch {
            preconditionFailure("an empty object is JSON")
        }
    }()

    private func problem<S>(_ found: SettingsReading<S>.Problem) -> Problem {
        problem(.error, place(found.position), found.path, found.message)
    }

    private func problem<S>(_ found: SettingsReading<S>.UnknownKey) -> Problem {
        let words = ConfigText.unknownKey(found.path.last ?? "", known: found.known)
        return problem(.error, place(found.position), found.path, words)
    }

    private func warning(_ found: SecretSource.Warning) -> Problem {
        problem(.warning, source.position(of: found.offset), found.path, found.message)
    }

    private func problem(
        _ severity: ConfigProblem.Severity, _ position: ConfigPosition, _ path: [String], _ message: String
    ) -> Problem {
        Problem(severity: severity, position: node == nil ? fallback : position, path: path, message: message)
    }

    private func place(_ position: JSONPosition) -> ConfigPosition {
        ConfigPosition(line: position.line, column: position.column)
    }

    /// Of the value at that path, or of the innermost object or array on the way to it.
    private func position(of path: [String]) -> ConfigPosition {
        var current = node
        for step in path {
            let next = current?[step] ?? Int(step).flatMap { index in current.flatMap { Self.element(index, of: $0) } }
            guard let next else { break }
            current = next
        }
        return current.map { source.position(of: $0.offset) } ?? fallback
    }

    private static func element(_ index: Int, of array: JSONNode) -> JSONNode? {
        guard index >= 0 else { return nil }
        return array.elements.dropFirst(index).first { _ in true }
    }
}
