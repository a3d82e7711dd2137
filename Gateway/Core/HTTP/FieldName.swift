/// A header field's name from the configuration, checked once; compared without regard to case (RFC 9110 §5.1).
package struct FieldName: Sendable, Hashable, CustomStringConvertible {
    /// In lower case.
    let lowercased: [UInt8]
    /// Its place in the request's index, when it has one.
    let known: KnownField?

    /// `nil` unless the text is a token (RFC 9110 §5.6.2).
    package init?(_ text: String) {
        var packed: UInt128 = 0
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let lower = TokenByte.lowercased[Int(byte)]
            guard lower != 0 else { return nil }
            bytes.append(lower)
            packed = packed &<< 8 | UInt128(lower)
        }
        guard !bytes.isEmpty else { return nil }
        lowercased = bytes
        known = KnownField(length: bytes.count, packed: packed, first: bytes[0])
    }

    init(_ known: KnownField) {
        lowercased = Array(known.name.utf8)
        self.known = known
    }

    /// The token's place.
    package static let authorization = FieldName(.authorization)

    package var description: String { String(decoding: lowercased, as: UTF8.self) }
}
