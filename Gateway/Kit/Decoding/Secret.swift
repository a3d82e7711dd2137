import System

/// A secret that a plugin's settings refer to: `{"env": "NAME"}` or `{"file": "path"}`. Read once, when they are.
///
/// It shows itself nowhere: printed, dumped or interpolated it reads `(secret)`, and it cannot be encoded.
public struct Secret: Sendable, Decodable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, at least one byte. A last line end does not belong to it. Where a command only looks
    /// at the config, 64 random characters of Base64URL stand for it.
    public let bytes: [UInt8]
    /// It is the secret that the config means.
    let isResolved: Bool

    /// For tests.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
        isResolved = true
    }

    /// Resolves the reference. A literal value is refused and not shown.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? CollectingDecoder else {
            throw BrokenRule("a secret is read from gateway.json only")
        }
        // Where nothing is, something has to stand in; it is never used, for the report is not empty.
        guard let node = decoder.node else {
            decoder.run.probe?.note(.secret, at: decoder.place)
            bytes = []
            isResolved = false
            return
        }
        guard let secrets = decoder.run.secrets else { throw BrokenRule("a secret stands in settings only") }
        let resolved = try secrets.resolve(node) { decoder.run.path(to: decoder.place).map(\.text) }
        bytes = resolved ?? Array(Base64URL.encode(Random.bytes(48)).utf8)
        isResolved = resolved != nil
    }

    /// Not the secret.
    public var description: String { "(secret)" }
    /// Not the secret.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
