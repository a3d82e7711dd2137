internal import Kit
internal import Testing

extension PluginConformance {
    func checkUnknownSettings() throws {
        let text = try settings(replacing: ["noSuchSetting"], with: "1")
        #expect(throws: PluginSettings<P>.Unusable(problems: ["noSuchSetting: is unknown"])) {
            try PluginSettings<P>(text, environment: environment)
        }
    }

    func checkNumbers() throws {
        for key in SettingsReading.keys(of: P.Settings.self) where key.kind == .integer || key.kind == .number {
            // Lists and maps have no fixed keys to put a number at.
            guard !key.path.contains("[]"), !key.path.contains("*") else { continue }
            for number in ["-9223372036854775808", "-1", "9223372036854775807"] {
                try check(key.path, refuses: number)
            }
        }
    }

    private func check(_ path: [String], refuses number: String) throws {
        let text = try settings(replacing: path, with: number)
        let name = path.joined(separator: ".")
        do {
            let settings = try PluginSettings<P>(text, environment: environment)
            _ = try settings.makePlugin()
            Issue.record("\(name): \(number) is taken")
        } catch let error as ConfigError {
            #expect(error.problems.map(\.path) == [path], "\(name): \(number) is blamed on another setting")
        } catch let error as PluginSettings<P>.Unusable {
            #expect(error.problems.allSatisfy { $0.hasPrefix("\(name): ") })
        }
    }

    /// The settings with another value at one place.
    private func settings(replacing path: [String], with text: String) throws -> String {
        let value = JSONValue(try JSONDocument(parsing: Array(text.utf8)).root)
        let all = JSONValue(try JSONDocument(parsing: Array(settings.utf8)).root)
        return String(decoding: JSON.encode(all.replacing(path[...], with: value)), as: UTF8.self)
    }
}

extension JSONValue {
    fileprivate func replacing(_ path: ArraySlice<String>, with value: JSONValue) -> JSONValue {
        guard let key = path.first else { return value }
        guard case .object(var members) = self else { return JSONValue.object([]).replacing(path, with: value) }
        let old = members.firstIndex { $0.key == key }
        let new = Member(key, (old.map { members[$0].value } ?? .null).replacing(path.dropFirst(), with: value))
        if let old { members[old] = new } else { members.append(new) }
        return .object(members)
    }
}
