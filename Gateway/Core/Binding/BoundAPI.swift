/// An enabled API.
package struct BoundAPI: Sendable {
    package let name: ConfigName
    package let plugin: PluginInstance
}
