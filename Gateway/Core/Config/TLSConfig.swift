/// What a listener shows to TLS clients.
package struct TLSConfig: Sendable {
    /// A certificate chain and its private key, both PEM.
    package struct KeyPair: Sendable {
        package let certificate: Located<FilePath>
        package let key: Located<FilePath>
    }

    /// The oldest protocol version spoken.
    package enum Version: String, Sendable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// The first is shown unless the client's server name asks for another (RFC 6066 §3); never empty.
    package let keyPairs: [KeyPair]
    package let minimumVersion: Version
}
