/// One effect outside the gateway: a JSON body for a channel's provider, sent by HTTP POST.
public struct Delivery: Sendable {
    /// The most bytes of an ordering key.
    public static let keyLimitBytes = 256
    /// The most bytes of a body.
    public static let bodyLimitBytes = 1 << 20

    let channel: OutboxChannel
    let key: String
    let body: [UInt8]
    let secretKeys: [String]
    let deadline: Timestamp?

    /// - Parameters:
    ///   - channel: one of the plugin's `channels`.
    ///   - key: deliveries of a channel with the same key are made one after the other, in the order added: a phone, a
    ///     person. 1 to 256 bytes; shown to operators.
    ///   - body: its JSON is what the provider gets; at most 1 MiB.
    ///   - secretKeys: keys of the body, at any depth, whose values commands mask: codes, numbers.
    ///   - deadline: from then on it is worthless: it is not tried any more, and becomes a dead letter. `nil`: never.
    public init(
        to channel: OutboxChannel, key: String, body: some Encodable, secretKeys: [StaticString] = [],
        deadline: Timestamp? = nil
    ) {
        self.channel = channel
        self.key = key
        self.body = JSON.encode(body)
        self.secretKeys = secretKeys.map { "\($0)" }
        self.deadline = deadline
    }
}
