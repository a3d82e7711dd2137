package import Kit

/// A plugin that was made with its settings.
package struct PluginInstance: Sendable {
    package let id: PluginID
    /// Its database's steps.
    package let schema: [Migration]
    /// What runs each of its operations, by name.
    package let handlers: [String: OperationHandler]
    /// An operation of it takes files.
    package let takesFiles: Bool
    /// An operation of it opens sockets.
    let hasSockets: Bool
    /// Its ways out, each with a name of its own.
    package let channels: [OutboxChannel]
    /// What its tokens mean; `nil` when it has none.
    package let tokenVerifier: (any TokenVerifier)?

    package init<P: Plugin>(_ plugin: P) {
        id = P.id
        schema = plugin.schema
        handlers = Dictionary(uniqueKeysWithValues: P.operations.map { ($0.signature.name, $0.makeHandler(plugin)) })
        takesFiles = P.operations.contains { $0.signature.input.takesFiles }
        hasSockets = P.operations.contains { $0.signature.kind == .socket }
        channels = plugin.channels
        precondition(
            Set(channels.map(\.name)).count == channels.count, "a plugin's channels have names of their own")
        tokenVerifier = P.tokenVerifier?(plugin)
    }
}

extension PluginInstance {
    /// What the gateway keeps in the plugin's database beside its tables.
    package var addedSchemas: [Schema] {
        (channels.isEmpty ? [] : [OutboxSchema.schema]) + (takesFiles ? [FileSchema.schema] : [])
    }
}
