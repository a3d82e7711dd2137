import Kit
import System

/// Who is at the other end of a connection, and how they came in: what all of its exchanges have in common.
final class Peer {
    let address: SocketAddress
    /// The listener's address, as in `gateway.json`.
    let listener: String
    /// There are too many connections: its first request is answered with 503.
    let isRefused: Bool
    /// What the TLS handshake agreed on; `nil` for plain HTTP.
    let tls: TLSInfo?
    /// `,"listener":…,"remote_ip":…,"tls":…` for the access log.
    let logFields: [UInt8]

    init(_ address: SocketAddress, listener: String, isRefused: Bool = false, tls: TLSInfo? = nil) {
        self.address = address
        self.listener = listener
        self.isRefused = isRefused
        self.tls = tls
        logFields = Self.logFields(address, listener, tls)
    }

    private static func logFields(_ address: SocketAddress, _ listener: String, _ tls: TLSInfo?) -> [UInt8] {
        var fields: [UInt8] = []
        fields.append(",\"listener\":")
        JSON.appendString(listener, to: &fields)
        fields.append(",\"remote_ip\":")
        JSON.appendString(address.host, to: &fields)
        fields.append(",\"tls\":")
        guard let tls else {
            fields.append("null")
            return fields
        }
        fields.append("{\"version\":")
        JSON.appendString(tls.version, to: &fields)
        fields.append(",\"cipher\":")
        JSON.appendString(tls.cipher, to: &fields)
        fields.append(tls.isResumed ? ",\"resumed\":true}" : ",\"resumed\":false}")
        return fields
    }
}

@available(*, unavailable)
extension Peer: Sendable {}

extension Peer {
    /// Of exchanges that came by no connection.
    static func nobody() -> Peer { Peer(.unspecified, listener: "") }
}
