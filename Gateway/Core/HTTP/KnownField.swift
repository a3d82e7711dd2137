/// The fields that the gateway looks at in every request; the parser notes where they are.
package enum KnownField: UInt8, Sendable, CaseIterable {
    case host
    case contentLength
    case transferEncoding
    case connection
    case expect
    case contentType
    case authorization
    case cookie
    case requestID
    case traceParent
    case userAgent
    case contentEncoding

    /// Recognises a name by its last 16 bytes in lower case, the last one in the lowest bits: one comparison of two
    /// words instead of one a byte.
    /// - Parameter first: the name's first byte in any case, which in the one name of 17 bytes the packed ones lack.
    @inline(__always)
    init?(length: Int, packed: UInt128, first: UInt8) {
        switch (length, packed) {
        case (4, 0x686F_7374): self = .host
        case (6, 0x636F_6F6B_6965): self = .cookie
        case (6, 0x6578_7065_6374): self = .expect
        case (10, 0x7573_6572_2D61_6765_6E74): self = .userAgent
        case (10, 0x636F_6E6E_6563_7469_6F6E): self = .connection
        case (11, 0x74_7261_6365_7061_7265_6E74): self = .traceParent
        case (12, 0x636F_6E74_656E_742D_7479_7065): self = .contentType
        case (12, 0x782D_7265_7175_6573_742D_6964): self = .requestID
        case (13, 0x61_7574_686F_7269_7A61_7469_6F6E): self = .authorization
        case (14, 0x636F_6E74_656E_742D_6C65_6E67_7468): self = .contentLength
        case (16, 0x636F_6E74_656E_742D_656E_636F_6469_6E67): self = .contentEncoding
        case (17, 0x7261_6E73_6665_722D_656E_636F_6469_6E67) where first | 0x20 == 0x74: self = .transferEncoding
        default: return nil
        }
    }

    /// In lower case.
    package var name: String {
        switch self {
        case .host: "host"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .expect: "expect"
        case .contentType: "content-type"
        case .authorization: "authorization"
        case .cookie: "cookie"
        case .requestID: "x-request-id"
        case .traceParent: "traceparent"
        case .userAgent: "user-agent"
        case .contentEncoding: "content-encoding"
        }
    }
}

/// Where in `RequestHead.fields` the known fields are.
struct FieldIndex {
    private var first = InlineArray<12, UInt16>(repeating: 0)
    private var seen: UInt16 = 0
    private var repeated: UInt16 = 0

    /// - Parameter position: of the field in `RequestHead.fields`.
    mutating func note(_ field: KnownField, at position: Int) {
        let bit = UInt16(1) &<< UInt16(field.rawValue)
        if seen & bit == 0 {
            seen |= bit
            first[Int(field.rawValue)] = UInt16(truncatingIfNeeded: position)
        } else {
            repeated |= bit
        }
    }

    /// The first field of that name.
    func position(_ field: KnownField) -> Int? {
        seen &>> UInt16(field.rawValue) & 1 == 1 ? Int(first[Int(field.rawValue)]) : nil
    }

    func isRepeated(_ field: KnownField) -> Bool { repeated &>> UInt16(field.rawValue) & 1 == 1 }
}
