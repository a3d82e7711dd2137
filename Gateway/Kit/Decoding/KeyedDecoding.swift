struct KeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let run: DecodingRun
    let place: DecodingPlace

    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        if place.source == .probe { return [Key(stringValue: "*")].compactMap { $0 } }
        guard let node = run.node(place) else { return [] }
        return node.members.compactMap { Key(stringValue: $0.key) }
    }

    func contains(_ key: Key) -> Bool {
        let found = run.find(key.stringValue, in: place)
        if let found { run.probe?.noteOptional(at: found) }
        return found != nil
    }

    func decodeNil(forKey key: Key) -> Bool { optional(key) == nil }

    private func required(_ key: Key) -> DecodingPlace { required(key.stringValue) }

    private func required(_ key: String) -> DecodingPlace {
        if let found = run.findPresent(key, in: place) { return found }
        run.reportMissing(key, in: place)
        return .nothing
    }

    private func optional(_ key: Key) -> DecodingPlace? {
        let found = run.findPresent(key.stringValue, in: place)
        if let found { run.probe?.noteOptional(at: found) }
        return found
    }

    func decode(_ type: Bool.Type, forKey key: Key) -> Bool { run.bool(required(key)) ?? false }
    func decode(_ type: String.Type, forKey key: Key) -> String { run.string(required(key)) ?? "" }
    func decode(_ type: Double.Type, forKey key: Key) -> Double { run.double(required(key)) ?? 0 }
    func decode(_ type: Float.Type, forKey key: Key) -> Float { Float(run.double(required(key)) ?? 0) }
    func decode(_ type: Int.Type, forKey key: Key) -> Int { run.integer(required(key)) ?? 0 }
    func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { run.integer(required(key)) ?? 0 }
    func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { run.integer(required(key)) ?? 0 }
    func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { run.integer(required(key)) ?? 0 }
    func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { run.integer(required(key)) ?? 0 }
    func decode(_ type: Int128.Type, forKey key: Key) -> Int128 { run.integer(required(key)) ?? 0 }
    func decode(_ type: UInt.Type, forKey key: Key) -> UInt { run.integer(required(key)) ?? 0 }
    func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { run.integer(required(key)) ?? 0 }
    func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { run.integer(required(key)) ?? 0 }
    func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { run.integer(required(key)) ?? 0 }
    func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { run.integer(required(key)) ?? 0 }
    func decode(_ type: UInt128.Type, forKey key: Key) -> UInt128 { run.integer(required(key)) ?? 0 }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        guard let found = run.findPresent(key.stringValue, in: place) else {
            return try run.decodeAbsent(type, key.stringValue, in: place)
        }
        return try run.decode(type, at: found)
    }

    // The defaults of these would look for the key three times.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { optional(key).flatMap(run.bool) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { optional(key).flatMap(run.string) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { optional(key).flatMap(run.double) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? {
        optional(key).flatMap(run.double).map { Float($0) }
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) -> Int8? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) -> Int16? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) -> Int32? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: Int128.Type, forKey key: Key) -> Int128? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) -> UInt? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) -> UInt8? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) -> UInt16? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) -> UInt32? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) -> UInt64? { optional(key).flatMap(run.integer) }
    func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) -> UInt128? { optional(key).flatMap(run.integer) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let found = optional(key) else { return nil }
        return try run.decode(type, at: found)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        CollectingDecoder(run: run, place: required(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        UnkeyedDecoding(run, required(key))
    }

    func superDecoder(forKey key: Key) -> any Decoder { CollectingDecoder(run: run, place: required(key)) }

    func superDecoder() -> any Decoder { CollectingDecoder(run: run, place: required("super")) }
}
