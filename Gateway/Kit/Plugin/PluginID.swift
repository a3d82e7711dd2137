/// The name by which `gateway.json` calls a plugin: 1 to 32 lower-case ASCII letters and digits, a letter first.
public struct PluginID: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text itself; also the stem of the plugin's database file.
    public let description: String

    /// Traps on a malformed name: plugin names are written by programmers, not by users.
    public init(stringLiteral text: StaticString) {
        let name = "\(text)"
        let isWellFormed =
            (1...32).contains(name.utf8.count) && name.utf8.first.map { $0 > 0x60 } == true
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0.isDigit }
        precondition(isWellFormed, "a plugin's id is 1 to 32 lower-case letters and digits, a letter first")
        description = name
    }
}
