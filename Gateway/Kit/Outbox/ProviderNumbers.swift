/// `timeoutMilliseconds`.
struct ProviderTimeout: Decodable {
    let value: Int

    init(from decoder: any Decoder) throws { value = try decoder.number(within: 100...120_000) }
}

/// `inFlight`.
struct ProviderInFlight: Decodable {
    let value: Int

    init(from decoder: any Decoder) throws { value = try decoder.number(within: 1...256) }
}

extension Decoder {
    /// The number that stands here; the smallest one as a placeholder where nothing does.
    fileprivate func number(within range: ClosedRange<Int>) throws -> Int {
        let value = try singleValueContainer().decode(Int.self)
        if let decoder = self as? JSONNodeDecoder, decoder.node == nil { return range.lowerBound }
        guard range.contains(value) else {
            throw BrokenRule("must be \(range.lowerBound) to \(range.upperBound), not \(value)")
        }
        return value
    }
}
