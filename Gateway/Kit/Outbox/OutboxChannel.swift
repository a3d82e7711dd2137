/// One way out of the gateway: a kind of delivery, and who takes it. A plugin lists all of its own in `channels`.
public struct OutboxChannel: Sendable {
    /// What rows, commands and logs call it: 1 to 32 lower-case ASCII letters and digits, a letter first.
    public let name: String
    /// Who is called; `nil` is the journal: a delivery counts as made with the commit, and an operator can read it.
    public let provider: ProviderSettings?

    /// - Parameters:
    ///   - name: kept for good once released, since rows that wait carry it. Traps when malformed.
    ///   - provider: from the plugin's settings.
    public init(_ name: StaticString, provider: ProviderSettings?) {
        let text = "\(name)"
        let isWellFormed =
            (1...32).contains(text.utf8.count) && text.utf8.first.map { $0 > 0x60 } == true
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0.isDigit }
        precondition(isWellFormed, "a channel's name is 1 to 32 lower-case letters and digits, a letter first")
        self.name = text
        self.provider = provider
    }
}
