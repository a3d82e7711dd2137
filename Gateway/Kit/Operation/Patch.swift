/// A property of an input that may be left alone, emptied, or set: what PATCH needs to know.
public enum Patch<Value: Decodable & Sendable>: Sendable {
    /// The key is absent.
    case absent
    /// The key is there and `null`.
    case null
    /// A value to set.
    case value(Value)
}

extension Patch: Equatable where Value: Equatable {}

extension Patch: Decodable, DecodableWhenAbsent {
    /// Only with the decoders of this module can an absent key be told from `null`.
    public init(from decoder: any Decoder) throws {
        let isNull = try decoder.singleValueContainer().decodeNil()
        self = isNull ? .null : .value(try Value(from: decoder))
    }

    init(isNull: Bool) { self = isNull ? .null : .absent }
}
