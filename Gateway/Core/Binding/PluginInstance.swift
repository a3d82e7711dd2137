package import Kit

/// A plugin that was made with its settings.
package struct PluginInstance: Sendable {
    package let id: PluginID
    /// Its database's steps.
    package let schema: [Migration]
    /// By name; the plugin's order is kept in `operationNames`.
    package let operations: [String: Operation]
    /// As the plugin lists them.
    package let operationNames: [String]
    /// Its ways out, each with a name of its own.
    package let channels: [OutboxChannel]
    /// What its tokens mean; `nil` when it has none.
    package let tokenVerifier: (any TokenVerifier)?

    package init(_ plugin: some Plugin) {
        id = type(of: plugin).id
        schema = plugin.schema
        let list = plugin.operations
        operationNames = list.map(\.name)
        operations = Dictionary(list.map { ($0.name, $0) }) { _, _ in
            preconditionFailure("a plugin's operations have names of their own")
        }
        channels = plugin.channels
        precondition(
            Set(channels.map(\.name)).count == channels.count, "a plugin's channels have names of their own")
        tokenVerifier = plugin.tokenVerifier
    }
}
