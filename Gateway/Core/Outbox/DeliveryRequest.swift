import Kit

/// Writes the request that carries a delivery.
enum DeliveryRequest {
    /// What firewalls ask of a request: without them some answer 403 (RFC 9110 §10.1.5, §12.5.1). The settings may say
    /// otherwise.
    private static let usual = [("User-Agent", "gateway/\(Version.current)"), ("Accept", "*/*")]

    static func bytes(_ provider: ProviderSettings, _ body: [UInt8], idempotencyKey: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 512)
        bytes.append(contentsOf: "POST \(provider.url.target) HTTP/1.1\r\nHost: \(provider.url.authority)\r\n".utf8)
        for (name, value) in usual where !provider.headers.contains(where: { $0.isNamed(name) }) {
            bytes.append(contentsOf: "\(name): \(value)\r\n".utf8)
        }
        for header in provider.headers {
            bytes.append(contentsOf: "\(header.name): ".utf8)
            bytes.append(contentsOf: header.value)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        bytes.append(
            contentsOf: """
                Content-Type: application/json\r
                Content-Length: \(body.count)\r
                Idempotency-Key: \(idempotencyKey)\r
                \r

                """.utf8)
        bytes.append(contentsOf: body)
        return bytes
    }
}
