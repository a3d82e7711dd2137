/// What a handshake agreed on.
package struct TLSInfo: Sendable, Equatable {
    /// `TLSv1.2` or `TLSv1.3`.
    package let version: String
    /// The cipher suite's name in the RFCs, e.g. `TLS_AES_128_GCM_SHA256`.
    package let cipher: String
    /// An earlier session was taken up, without certificate and signature.
    package let isResumed: Bool
    /// The name that the client asked for (RFC 6066 §3), as sent.
    package let serverName: String?
    /// The protocol agreed on (RFC 7301); `nil` when the client offered none.
    package let applicationProtocol: String?

    package init(
        version: String, cipher: String, isResumed: Bool, serverName: String?, applicationProtocol: String?
    ) {
        self.version = version
        self.cipher = cipher
        self.isResumed = isResumed
        self.serverName = serverName
        self.applicationProtocol = applicationProtocol
    }
}
