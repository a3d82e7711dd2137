import Core
import Kit
import System

/// A plugin as `gateway plugins` shows it.
struct ListedPlugin {
    let plugin: LinkedPlugin
    /// `nil` when it cannot be made without settings, and no enabled API gives it some.
    let instance: PluginInstance?
    let apis: [(name: String, isEnabled: Bool)]

    init(_ plugin: LinkedPlugin, in file: ConfigFile?) {
        self.plugin = plugin
        apis = (file?.config.apis ?? []).filter { $0.plugin.value == plugin.id.description }
            .map { ($0.name.text, $0.isEnabled) }
        instance =
            file?.gateway.apis.first { $0.plugin.id == plugin.id }?.plugin
            ?? plugin.makeWithDefaults(PluginHost { (_, byteCount) in Random.bytes(byteCount) })
    }

    private var operations: [ListedOperation] { plugin.operations.map(ListedOperation.init) }

    private var settings: [SettingKey] { plugin.settingKeys }

    // MARK: Text

    var text: String {
        var lines = [plugin.id.description, "  used by"]
        lines += apis.map { "    \($0.name)\($0.isEnabled ? "" : " (disabled)")" }
        if apis.isEmpty { lines.append("    no API") }
        lines.append("  operations")
        lines += operations.flatMap(\.lines).map { "    " + $0 }
        lines.append("  settings")
        lines += HelpList(settings.map { ("  \($0.name)\($0.isOptional ? "?" : "")", $0.summary) }).lines
        if settings.isEmpty { lines.append("    none") }
        lines.append("  schema")
        lines += (instance?.schema ?? []).enumerated().map { "    \($0.offset + 1). \($0.element.summary)" }
        if instance?.schema.isEmpty ?? true { lines.append("    none") }
        lines.append("  errors")
        lines += HelpList(plugin.errorCodes.map { ("  \($0.name)", "\($0.status)") }).lines
        if plugin.errorCodes.isEmpty { lines.append("    none of its own") }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: JSON

    var json: PrettyJSON {
        .object([
            ("id", .string(plugin.id.description)),
            ("apis", .array(apis.map { .object([("name", .string($0.name)), ("enabled", .boolean($0.isEnabled))]) })),
            ("operations", .array(operations.map(\.json))),
            ("settings", .array(settings.map(\.json))),
            ("schema", .array((instance?.schema ?? []).map { .string($0.summary) })),
            ("errors", .array(plugin.errorCodes.map { .string($0.name) })),
        ])
    }
}

extension SettingKey {
    /// `provider.timeoutMilliseconds`.
    fileprivate var name: String { path.joined(separator: ".") }

    /// `integer, 1 to 86400, default 300`.
    fileprivate var summary: String {
        guard let range, let standIn else { return kind.rawValue }
        return "\(kind.rawValue), \(range.lowerBound) to \(range.upperBound), default \(standIn)"
    }

    fileprivate var json: PrettyJSON {
        .object([
            ("path", .string(name)), ("kind", .string(kind.rawValue)), ("required", .boolean(!isOptional)),
            ("minimum", range.map { .integer($0.lowerBound) } ?? .null),
            ("maximum", range.map { .integer($0.upperBound) } ?? .null),
            ("default", standIn.map { .integer($0) } ?? .null),
        ])
    }
}
