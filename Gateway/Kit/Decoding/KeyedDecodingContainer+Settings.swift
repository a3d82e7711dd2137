extension KeyedDecodingContainer {
    /// A setting that is a whole number: what stands at the key, or the default where nothing does.
    ///
    /// A number out of its range is a config error at its place. `gateway schema` and `gateway plugins` know range and
    /// default.
    public func number(_ key: Key, within range: ClosedRange<Int>, default standIn: Int) throws -> Int {
        guard try !decodeNil(forKey: key), let decoder = try superDecoder(forKey: key) as? CollectingDecoder else {
            return standIn
        }
        return decoder.number(within: range, default: standIn)
    }

    /// A setting that is a list of one or more: what stands at the key, or the default where nothing does. An empty
    /// list is a config error at its place.
    public func list<Element: Decodable>(_ key: Key, default standIn: [Element]) throws -> [Element] {
        guard let list = try decodeIfPresent([Element].self, forKey: key) else { return standIn }
        if list.isEmpty, let decoder = try superDecoder(forKey: key) as? CollectingDecoder, decoder.place.kind == .array
        {
            decoder.run.report("must not be empty", at: decoder.place)
        }
        return list
    }

    /// A setting that is a secret of so many bytes or more, or `nil`. A shorter one is a config error at its place.
    public func secret(_ key: Key, leastByteCount: Int) throws -> Secret? {
        guard let secret = try decodeIfPresent(Secret.self, forKey: key) else { return nil }
        if let decoder = try superDecoder(forKey: key) as? CollectingDecoder, secret.isResolved,
            secret.bytes.count < leastByteCount
        {
            decoder.run.report("must be at least \(leastByteCount) bytes long", at: decoder.place)
        }
        return secret
    }
}

extension CollectingDecoder {
    fileprivate func number(within range: ClosedRange<Int>, default standIn: Int) -> Int {
        run.probe?.note(range, default: standIn, at: place)
        guard let value: Int = run.integer(place) else { return standIn }
        if range.contains(value) { return value }
        run.report("must be \(range.lowerBound) to \(range.upperBound), not \(value)", at: place)
        return standIn
    }
}
