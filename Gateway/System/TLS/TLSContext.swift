internal import COpenSSL

/// What all TLS connections of a listener share: certificates, settings and ticket keys. Or those to a provider.
///
/// Shared by all loops and threads: nothing in it changes after `init` but OpenSSL's own counters, which it guards, and
/// the ticket keys, which guard themselves. A reload makes a new one; connections keep theirs alive.
@safe package final class TLSContext: @unchecked Sendable {
    /// The oldest protocol version that is accepted.
    package enum Version: Sendable, Hashable {
        /// TLS 1.2 (RFC 5246).
        case tls12
        /// TLS 1.3 (RFC 8446).
        case tls13
    }

    /// One OpenSSL context for each choice of `names`; connections begin with the first.
    private let contexts: [OpaquePointer]
    private let names: TLSServerNames
    /// Used by the callbacks.
    let ticketKeys: TLSTicketKeys
    /// Used by the callbacks: protocol names as the wire has them, in order of preference. Freed in `deinit`.
    let protocols: UnsafeBufferPointer<UInt8>

    /// A server's context.
    /// - Parameters:
    ///   - certificates: at least 1. The first serves clients that ask for no name or for one that no certificate has.
    ///     Certificates of one name with keys of different kinds are served together.
    ///   - minimumVersion: the oldest version accepted.
    ///   - protocols: names for ALPN (RFC 7301 §3.1), the preferred first; each of 1 to 255 bytes.
    ///   - ticketKeys: those of the context before a reload, or new ones.
    /// - Throws: `certificate` or `memory`.
    package init(
        serving certificates: [Certificate], minimumVersion: Version = .tls12,
        protocols: [String] = ["http/1.1", "http/1.0"],
        ticketKeys: TLSTicketKeys = TLSTicketKeys()
    ) throws(TLSError) {
        precondition(!certificates.isEmpty, "a TLS server needs a certificate")
        names = TLSServerNames(certificates.map { TLSServerNames.Entry(names: $0.dnsNames, keyKind: $0.keyKind) })
        let choices = names.choices.map { choice in choice.map { certificates[$0] } }
        unsafe contexts = try Self.makeContexts(choices, minimumVersion, ticketKeys.intervalSeconds)
        self.ticketKeys = ticketKeys
        unsafe self.protocols = Self.wireForm(of: protocols)
        unsafe contexts.forEach { unsafe installCallbacks($0) }
    }

    /// A client's context: servers must show a certificate for the name asked for, from an authority that is trusted.
    /// - Parameter authorities: instead of those of the system.
    /// - Throws: `memory`, or `broken` when the authorities cannot be loaded.
    package init(trusting authorities: TrustedCertificates?) throws(TLSError) {
        unsafe contexts = [try Self.makeClientContext(authorities)]
        names = TLSServerNames([TLSServerNames.Entry(names: [], keyKind: Certificate.KeyKind(number: 0))])
        ticketKeys = TLSTicketKeys()
        unsafe protocols = Self.wireForm(of: ["http/1.1"])
        unsafe SSL_CTX_set_alpn_protos(contexts[0], protocols.baseAddress, UInt32(protocols.count))
    }

    deinit {
        unsafe contexts.forEach { unsafe SSL_CTX_free($0) }
        unsafe protocols.deallocate()
    }

    /// What a new connection starts with.
    var primary: OpaquePointer { unsafe contexts[0] }

    /// The context for a name; `nil` when no certificate has it.
    func context(for name: String) -> OpaquePointer? {
        unsafe names.index(of: name).map { unsafe contexts[$0] }
    }

    /// Serves a certificate to nobody.
    /// - Throws: what would keep it from being served.
    static func tryOut(_ certificate: Certificate) throws(TLSError) {
        let contexts = unsafe try makeContexts([[certificate]], .tls12, TLSTicketKeys().intervalSeconds)
        unsafe contexts.forEach { unsafe SSL_CTX_free($0) }
    }

    private static func makeContexts(
        _ choices: [[Certificate]], _ minimumVersion: Version, _ lifetimeSeconds: Int
    ) throws(TLSError) -> [OpaquePointer] {
        var contexts = unsafe [OpaquePointer]()
        do throws(TLSError) {
            for choice in choices {
                let context = unsafe try makeContext(minimumVersion, lifetimeSeconds)
                unsafe contexts.append(context)
                for certificate in choice { unsafe try certificate.install(in: context) }
            }
        } catch {
            unsafe contexts.forEach { unsafe SSL_CTX_free($0) }
            throw error
        }
        return unsafe contexts
    }

    /// Each name behind a byte with its length (RFC 7301 §3.1).
    private static func wireForm(of protocols: [String]) -> UnsafeBufferPointer<UInt8> {
        var wire: [UInt8] = []
        for name in protocols {
            precondition((1...255).contains(name.utf8.count), "a protocol's name has 1 to 255 bytes")
            wire.append(UInt8(name.utf8.count))
            wire.append(contentsOf: name.utf8)
        }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: wire.count)
        _ = unsafe buffer.initialize(from: wire)
        return UnsafeBufferPointer(buffer)
    }

    /// OpenSSL keeps an unowned reference. It cannot outlive this object: sessions hold both.
    private func installCallbacks(_ context: OpaquePointer) {
        let reference = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe SSL_CTX_set_ex_data(context, 0, reference)
        unsafe openssl_set_server_name_callback(context, tlsServerNameCallback, reference)
        unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context, tlsTicketKeyCallback)
        unsafe SSL_CTX_set_alpn_select_cb(context, tlsSelectProtocolCallback, reference)
    }
}
