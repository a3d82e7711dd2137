import Kit

/// Writes a JSON Schema (draft 2020-12) for editors from the declarations that check the file.
///
/// It knows shapes, ranges and choices, and the settings of the plugins that are part of the program. What binds one
/// place to another (operations, envelopes, conflicts) only `gateway check` knows.
struct JSONSchemaWriter {
    typealias Members = [(key: String, value: PrettyJSON)]

    let plugins: [LinkedPlugin]

    /// The whole schema, with a line end.
    func text(of schema: ConfigSchema) -> String {
        let head: Members = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string("gateway.json")),
        ]
        return PrettyJSON.object(head + members(schema)).rendered
    }

    private func members(_ schema: ConfigSchema) -> Members {
        switch schema {
        case .boolean: [("type", .string("boolean"))]
        case .integer(let range):
            [
                ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .text(let pattern): [("type", .string("string"))] + (pattern.map { [("pattern", .string($0))] } ?? [])
        case .choice(let names): [("enum", .array(names.map(PrettyJSON.string)))]
        case .plugin: [("enum", .array(plugins.map { .string($0.id.description) }))]
        case .settings: [("type", .string("object"))]
        case .nullable(let inner):
            [("anyOf", .array([.object(members(inner)), .object([("type", .string("null"))])]))]
        case .array(let element, let minimumCount):
            [("type", .string("array")), ("items", .object(members(element)))]
                + (minimumCount > 0 ? [("minItems", .integer(minimumCount))] : [])
        case .map(let element):
            [
                ("type", .string("object")),
                ("propertyNames", .object([("pattern", .string("^[A-Za-z0-9_-]{1,64}$"))])),
                ("additionalProperties", .object(members(element))),
            ]
        case .byErrorCode:
            [
                ("type", .string("object")),
                ("propertyNames", .object([("enum", .array(errorCodes.map { .string($0.name) }))])),
            ]
        case .object(let keys): object(keys)
        case .any: []
        }
    }

    private var errorCodes: [ErrorCode] { ErrorCode.gatewayCatalogue + plugins.flatMap(\.errorCodes) }

    private func object(_ keys: [ConfigSchema.Key]) -> Members {
        let properties: Members = keys.map { key in
            let standIn: Members = key.standIn.map { [("default", $0)] } ?? []
            return (key.name, .object([("description", .string(key.summary))] + members(key.schema) + standIn))
        }
        let required = keys.filter(\.isRequired).map { PrettyJSON.string($0.name) }
        let object: Members = [
            ("type", .string("object")), ("properties", .object(properties)), ("required", .array(required)),
            ("additionalProperties", .boolean(false)),
        ]
        guard keys.contains(where: { if case .settings = $0.schema { true } else { false } }) else { return object }
        return object + [("allOf", .array(plugins.map(settingsOfPlugin)))]
    }

    // MARK: Settings

    /// If the plugin is this one, the settings are its.
    private func settingsOfPlugin(_ plugin: LinkedPlugin) -> PrettyJSON {
        let named: Members = [("plugin", .object([("const", .string(plugin.id.description))]))]
        let settings: Members = [("settings", .object(settingsObject(plugin.settingKeys, under: [])))]
        return .object([
            ("if", .object([("properties", .object(named))])), ("then", .object([("properties", .object(settings))])),
        ])
    }

    private func settingsObject(_ keys: [SettingKey], under path: [String]) -> Members {
        let children = keys.filter { $0.path.count == path.count + 1 && $0.path.starts(with: path) }
        let type: Members = [("type", .string("object"))]
        if let any = children.first(where: { $0.path.last == "*" }) {
            return type + [("additionalProperties", .object(setting(any, among: keys)))]
        }
        let properties: Members = children.map { ($0.path.last ?? "", .object(setting($0, among: keys))) }
        let required = children.filter { !$0.isOptional }.map { PrettyJSON.string($0.path.last ?? "") }
        return type + [
            ("properties", .object(properties)), ("required", .array(required)),
            ("additionalProperties", .boolean(false)),
        ]
    }

    private func setting(_ key: SettingKey, among keys: [SettingKey]) -> Members {
        switch key.kind {
        case .object: return settingsObject(keys, under: key.path)
        case .array:
            let element = keys.first { $0.path == key.path + ["[]"] }
            return [("type", .string("array")), ("items", .object(element.map { setting($0, among: keys) } ?? []))]
        case .string: return [("type", .string("string"))]
        case .integer: return [("type", .string("integer"))] + Self.bounds(key)
        case .number: return [("type", .string("number"))]
        case .bool: return [("type", .string("boolean"))]
        case .secret: return Self.secret
        // Settings have no files.
        case .file, .any: return []
        }
    }

    private static func bounds(_ key: SettingKey) -> Members {
        guard let range = key.range, let standIn = key.standIn else { return [] }
        return [
            ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound)),
            ("default", .integer(standIn)),
        ]
    }

    /// `{"env": "NAME"}` or `{"file": "path"}`.
    private static let secret: Members = [
        ("type", .string("object")),
        (
            "properties",
            .object([("env", .object([("type", .string("string"))])), ("file", .object([("type", .string("string"))]))])
        ),
        ("minProperties", .integer(1)), ("maxProperties", .integer(1)), ("additionalProperties", .boolean(false)),
    ]
}
