internal import COpenSSL

/// The authorities that a TLS client trusts, in PEM form.
package struct TrustedCertificates: Sendable {
    private static let countLimit = 1000

    /// Checked: one to 1,000 certificates, none of them damaged.
    let pem: [UInt8]

    /// `nil` when there is no certificate in the text, a damaged one, or too many.
    package init?(pem: [UInt8]) {
        self.pem = pem
        guard OpenSSL.isReady, unsafe Self.read(pem, each: { _ in true }) > 0 else { return nil }
    }

    /// Adds them to what a context trusts.
    /// - Returns: `false` when OpenSSL takes one of them not.
    func install(in context: OpaquePointer) -> Bool {
        let store = unsafe SSL_CTX_get_cert_store(context)
        return unsafe Self.read(pem) { unsafe X509_STORE_add_cert(store, $0) == 1 } > 0
    }

    /// - Returns: how many there are; 0 when something is wrong with one of them.
    private static func read(_ pem: [UInt8], each body: (OpaquePointer) -> Bool) -> Int {
        OpenSSL.clearErrors()
        defer { OpenSSL.clearErrors() }
        let source = unsafe BIO_new_mem_buf(pem, Int32(clamping: pem.count))
        defer { unsafe BIO_free(source) }
        var count = 0
        while let certificate = unsafe PEM_read_bio_X509(source, nil, openssl_refuse_password, nil) {
            let isTaken = unsafe body(certificate)
            unsafe X509_free(certificate)
            count += 1
            guard isTaken, count <= countLimit else { return 0 }
        }
        // The end of the text reads as an error too: no further start line.
        let code = OpenSSL.takeError()
        return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE ? count : 0
    }
}
