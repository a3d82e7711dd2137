extension CheckedText {
    /// Takes a string and checks it. A broken rule is collected with those of other properties where the decoder can.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? CollectingDecoder else {
            self = try Self(checking: try decoder.singleValueContainer().decode(String.self))
            return
        }
        guard let text = decoder.run.string(decoder.place) else {
            self = .placeholder
            return
        }
        do {
            self = try Self(checking: text)
        } catch {
            decoder.run.report(error.text, at: decoder.place)
            self = .placeholder
        }
    }

    /// Writes the text as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
