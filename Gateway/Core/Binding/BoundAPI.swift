/// An enabled API.
package struct BoundAPI: Sendable {
    package let name: ConfigName
    package let plugin: PluginInstance
    /// Why its plugin was made with something in the place of secrets: for a look, not to be served. Empty when it has
    /// them all.
    package let unresolved: [String]
}
