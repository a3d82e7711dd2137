/// The `headers` of a provider: each value a text, or a reference to a secret.
struct ProviderHeaders: Decodable {
    private static let countLimit = 32
    private static let valueLimitBytes = 4096
    /// What the gateway says itself, and what would change how the request is framed.
    private static let reserved = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "idempotency-key", "te", "trailer",
        "upgrade", "expect", "keep-alive", "proxy-connection",
    ]

    let list: [ProviderHeader]

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: Name.self)
        let json = decoder as? CollectingDecoder
        guard keys.allKeys.count <= Self.countLimit else {
            throw BrokenRule("must be at most \(Self.countLimit) fields")
        }
        var list: [ProviderHeader] = []
        var seen: Set<String> = []
        for key in keys.allKeys {
            let value = try keys.decode(Value.self, forKey: key).bytes
            let place = json.flatMap { $0.run.find(key.stringValue, in: $0.place) }
            if let words = Self.flaw(of: key.stringValue, &seen), let place { json?.run.report(words, at: place) }
            list.append(ProviderHeader(name: key.stringValue, value: value))
        }
        self.list = list
    }

    private static func flaw(of name: String, _ seen: inout Set<String>) -> String? {
        let isToken = (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(\.isTokenByte)
        // The probe's placeholder for any key is no field's name and does no harm.
        guard isToken else { return "is not the name of a header field" }
        let lowercased = name.lowercased()
        guard !reserved.contains(lowercased) else { return "is a header field that the gateway writes itself" }
        guard seen.insert(lowercased).inserted else { return "appears twice" }
        return nil
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Value: Decodable {
        let bytes: [UInt8]

        init(from decoder: any Decoder) throws {
            guard let json = decoder as? CollectingDecoder else { throw BrokenRule("is read from gateway.json only") }
            if json.node?.kind == .string {
                bytes = Array(try decoder.singleValueContainer().decode(String.self).utf8)
            } else {
                bytes = try Secret(from: decoder).bytes
            }
            // RFC 9110 §5.5, and no bytes beyond ASCII. What is wrong with a secret is said without showing it.
            let isFine = bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }
            let hasOuterSpace = bytes.first == 0x20 || bytes.first == 0x09 || bytes.last == 0x20 || bytes.last == 0x09
            guard isFine, !hasOuterSpace, bytes.count <= ProviderHeaders.valueLimitBytes else {
                let limit = ProviderHeaders.valueLimitBytes
                throw BrokenRule("must be at most \(limit) visible ASCII characters, and spaces between them")
            }
        }
    }
}
