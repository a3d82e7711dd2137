internal import COpenSSL

/// A server's certificate with its chain and private key, read from PEM files (RFC 7468).
///
/// Immutable after `init`; any thread. OpenSSL counts references to what it holds.
@safe package final class Certificate: @unchecked Sendable {
    /// The longest chain that is read, the server's own certificate included.
    package static let chainLimit = 16
    /// The largest file that is read.
    package static let fileLimitBytes = 1 << 20

    /// The DNS names that it is for (subjectAltName, RFC 5280 §4.2.1.6), as written: perhaps `*.example.com`. Empty
    /// when it has none; it then serves only clients that no other certificate fits.
    package let dnsNames: [String]
    /// Clients that take no key of one kind are shown another certificate for the name, if there is one.
    package let keyKind: KeyKind
    /// The first second of its life, since 1970.
    package let notBeforeSeconds: Int64
    /// The last second of its life, since 1970.
    package let notAfterSeconds: Int64
    /// The server's own certificate first.
    private let chain: [OpaquePointer]
    private let key: OpaquePointer

    /// Reads both files, and checks that they belong together and that they can be served: a key that is too short is
    /// refused here. Never asks for a password.
    /// - Parameters:
    ///   - chainPath: the server's certificate, then each issuer's, without the root.
    ///   - keyPath: the private key, not encrypted.
    package init(chainPath: String, keyPath: String) throws(CertificateError) {
        precondition(OpenSSL.isReady, "OpenSSL cannot be set up")
        let chainBytes = try CertificateFile.read(chainPath)
        var keyBytes = try CertificateFile.read(keyPath)
        defer { keyBytes.cleanse() }
        let chain = unsafe try CertificateFile.certificates(in: chainBytes, chainPath)
        let key: OpaquePointer
        do throws(CertificateError) {
            unsafe key = try CertificateFile.key(in: keyBytes, keyPath)
        } catch {
            unsafe chain.forEach { unsafe X509_free($0) }
            throw error
        }
        keyKind = unsafe KeyKind(number: EVP_PKEY_get_base_id(key))
        dnsNames = unsafe Self.dnsNames(of: chain[0])
        notBeforeSeconds = unsafe Self.seconds(of: X509_get0_notBefore(chain[0]))
        notAfterSeconds = unsafe Self.seconds(of: X509_get0_notAfter(chain[0]))
        unsafe self.chain = unsafe chain
        unsafe self.key = unsafe key
        guard unsafe X509_check_private_key(chain[0], key) == 1 else {
            OpenSSL.clearErrors()
            throw .keyMismatch(certificatePath: chainPath, keyPath: keyPath)
        }
        do throws(TLSError) { try TLSContext.tryOut(self) } catch { throw .unfit(path: chainPath, error) }
    }

    deinit {
        unsafe chain.forEach { unsafe X509_free($0) }
        unsafe EVP_PKEY_free(key)
    }

    /// RSA, elliptic curves: OpenSSL has room for one certificate of each kind.
    package struct KeyKind: Sendable, Hashable {
        private let number: Int32

        /// - Parameter number: OpenSSL's, of the kind; 0 is none of them.
        package init(number: Int32) { self.number = number }
    }

    /// Makes an OpenSSL context serve it, beside those of other kinds.
    func install(in context: OpaquePointer) throws(TLSError) {
        OpenSSL.clearErrors()
        var isSet =
            unsafe SSL_CTX_use_certificate(context, chain[0]) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1
        for index in 1..<(unsafe chain.count) where isSet {
            isSet = unsafe openssl_add_chain_certificate(context, chain[index]) == 1
        }
        guard isSet else { throw .certificate(code: OpenSSL.takeError()) }
    }

    private static func dnsNames(of certificate: OpaquePointer) -> [String] {
        guard let found = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let list = OpaquePointer(found)
        defer { unsafe openssl_free_names(list) }
        return (0..<(unsafe openssl_name_count(list))).compactMap { index in
            guard let name = unsafe openssl_dns_name(list, index), let bytes = unsafe ASN1_STRING_get0_data(name)
            else { return nil }
            let count = unsafe Int(ASN1_STRING_length(name))
            return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        }
    }

    /// Far in the past when the time is malformed, so that such a certificate counts as expired.
    private static func seconds(of time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        let epoch = unsafe ASN1_TIME_set(nil, 0)
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
