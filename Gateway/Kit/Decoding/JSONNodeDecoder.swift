/// Gives `Decodable` types what stands at one place, and collects all that does not fit instead of stopping there.
struct JSONNodeDecoder: Decoder {
    let run: JSONDecoding
    let place: JSONPlace

    /// Always empty: the way to a value is worked out when a problem needs it.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The value here, where there is one.
    var node: JSONNode? { run.node(place) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        run.probe?.note(.object, at: place)
        let kind = place.kind
        if let kind, kind != .object { run.report("must be an object", at: place) }
        run.beginKeys(in: place)
        let isObject = kind == .object || kind == nil
        return KeyedDecodingContainer(JSONKeyedDecoding<Key>(run: run, place: isObject ? place : .nothing))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { JSONUnkeyedDecoding(run, place) }

    func singleValueContainer() -> any SingleValueDecodingContainer { JSONSingleDecoding(run: run, place: place) }
}
