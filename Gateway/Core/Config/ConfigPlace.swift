/// Where something stands in the config file: for a key left out, where its object begins.
package struct ConfigPlace: Sendable, Hashable {
    package let position: ConfigPosition
    package let path: ConfigPath

    package init(_ position: ConfigPosition, _ path: ConfigPath) {
        self.position = position
        self.path = path
    }

    /// The place of a key that this object leaves out.
    package func missing(_ key: String) -> ConfigPlace { ConfigPlace(position, path.key(key)) }
}
