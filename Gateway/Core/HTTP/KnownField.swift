/// The fields that the gateway looks at in every request, recognised while parsing.
enum KnownField: UInt8, CaseIterable, Sendable {
    case host
    case contentLength
    case transferEncoding
    case connection
    case expect
    case contentType
    case authorization
    case cookie
    case requestID
    case traceparent
    case userAgent

    /// In lower case.
    var name: String {
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
        case .traceparent: "traceparent"
        case .userAgent: "user-agent"
        }
    }

    /// From a field's name in any case. Lengths tell most names apart, so at most two are compared.
    init?(_ name: Span<UInt8>) {
        switch name.count {
        case 4: self = .host
        case 6: self = name[0].lowercased == UInt8(ascii: "c") ? .cookie : .expect
        case 10: self = name[0].lowercased == UInt8(ascii: "c") ? .connection : .userAgent
        case 11: self = .traceparent
        case 12: self = name[0].lowercased == UInt8(ascii: "c") ? .contentType : .requestID
        case 13: self = .authorization
        case 14: self = .contentLength
        case 17: self = .transferEncoding
        default: return nil
        }
        guard name.isEqual(toLowercaseASCII: self.name) else { return nil }
    }
}
