/// Gives `Decodable` types what stands at one place, and collects all that does not fit instead of stopping there.
struct CollectingDecoder: Decoder {
    let run: DecodingRun
    let place: DecodingPlace

    /// Always empty: the way to a value is worked out when a problem needs it.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The value of the document here, where there is one.
    var node: JSONNode? { run.node(place) }

    /// The value here, where there is one: of the document, or what came as text.
    var json: JSONValue? {
        switch place.source {
        case .nothing, .input, .file, .probe: return nil
        case .json: return node.map { JSONValue($0) }
        case .field, .item:
            let field = run.fields.field(place)
            if place.kind == .string { return .string(field[Int(place.item)]) }
            return .array((0..<field.count).map { .string(field[$0]) })
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        run.probe?.note(.object, at: place)
        let kind = place.kind
        if let kind, kind != .object { run.report("must be an object", at: place) }
        run.beginKeys(in: place)
        let isObject = kind == .object || kind == nil
        return KeyedDecodingContainer(KeyedDecoding<Key>(run: run, place: isObject ? place : .nothing))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { UnkeyedDecoding(run, place) }

    func singleValueContainer() -> any SingleValueDecodingContainer { SingleValueDecoding(run: run, place: place) }
}
