import Kit

/// The settings of one API, as its plugin is to read them.
struct SettingsSource: Sendable {
    /// `nil` when left out, which stands for an empty object.
    let node: JSONNode?
    /// Of the object; when it is left out, of the API that lacks it.
    let place: ConfigPlace
    let source: ConfigSource
    let secrets: SecretSource

    /// Reads the settings and, when there is a host, makes the plugin.
    func open<P: Plugin>(_ type: P.Type, _ host: PluginHost?) -> LinkedPlugin.Opened {
        let object = node ?? Self.emptyObject
        let reading = SettingsReading(P.Settings.self, from: object, secrets: secrets)
        var problems =
            reading.problems.map { error(.settingRefused, $0.path, at: ConfigPosition($0.position), $0.message) }
            + reading.unknownKeys.map { unknown in
                let words = ConfigText.unknownKey(unknown.path.last ?? "", known: unknown.known)
                return error(.keyUnknown, unknown.path, at: ConfigPosition(unknown.position), words)
            }
            + secrets.warnings.map {
                problem(.secretExposed, .warning, $0.path, source.position(of: $0.offset), $0.message)
            }
        if reading.value == nil, reading.problems.isEmpty {
            // A type of the plugin's gave up without a word. Going on would leave the API out in silence.
            problems.append(error(.settingRefused, [], at: position(of: []), "cannot be read by the plugin \(P.id)"))
        }
        guard let settings = reading.value, let host else {
            return LinkedPlugin.Opened(plugin: nil, problems: problems, unresolved: [])
        }
        var plugin: PluginInstance?
        do throws(ConfigError) {
            plugin = PluginInstance(try P(settings: settings, host: host))
        } catch {
            problems += error.problems.map {
                self.error(.settingRefused, $0.path, at: position(of: $0.path), $0.message)
            }
        }
        return LinkedPlugin.Opened(plugin: plugin, problems: problems, unresolved: secrets.unresolved)
    }

    private static let emptyObject: JSONNode = {
        do throws(JSONSyntaxError) {
            return try JSONDocument(parsing: Array("{}".utf8)).root
        } catch {
            preconditionFailure("an empty object is JSON")
        }
    }()

    /// - Parameter path: from the settings object down.
    private func error(_ id: ProblemID, _ path: [String], at position: ConfigPosition, _ message: String) -> Problem {
        problem(id, .error, path, position, message)
    }

    private func problem(
        _ id: ProblemID, _ severity: Problem.Severity, _ path: [String], _ position: ConfigPosition, _ message: String
    ) -> Problem {
        let position = node == nil ? source.position(of: place.offset) : position
        return Problem(id, severity: severity, position: position, path: place.path.appending(path), message: message)
    }

    /// Of the value at that path, or of the innermost object or array on the way to it.
    private func position(of path: [String]) -> ConfigPosition {
        var current = node
        for step in path {
            let next = current?[step] ?? Int(step).flatMap { index in current.flatMap { Self.element(index, of: $0) } }
            guard let next else { break }
            current = next
        }
        return source.position(of: current?.offset ?? place.offset)
    }

    private static func element(_ index: Int, of array: JSONNode) -> JSONNode? {
        guard index >= 0 else { return nil }
        return array.elements.dropFirst(index).first { _ in true }
    }
}

extension ConfigPosition {
    fileprivate init(_ position: JSONPosition) { self.init(line: position.line, column: position.column) }
}
