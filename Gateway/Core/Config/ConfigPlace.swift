/// Where something stands in the config file: for a key left out, where its object begins.
package struct ConfigPlace: Sendable, Hashable {
    /// In bytes from 0; `ConfigSource` turns it into a line and a column.
    package let offset: Int
    /// The keys that lead there.
    package let path: ConfigPath

    package init(_ offset: Int, _ path: ConfigPath) {
        self.offset = offset
        self.path = path
    }

    /// The place of a key that this object leaves out.
    package func missing(_ key: String) -> ConfigPlace { ConfigPlace(offset, path.key(key)) }
}
