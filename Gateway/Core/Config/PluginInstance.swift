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
        tokenVerifier = plugin.tokenVerifier
    }
}
