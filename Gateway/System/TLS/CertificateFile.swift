internal import CLinux
internal import COpenSSL

/// Reads the PEM files of a certificate.
enum CertificateFile {
    /// The whole file, into one buffer, so that a key can be overwritten after use (`SmallFile` makes copies). Neither
    /// a pipe nor a device can hold the caller up.
    static func read(_ path: String) throws(CertificateError) -> [UInt8] {
        guard !path.utf8.contains(0) else { throw .unreadable(path: path, code: EINVAL) }
        let number = unsafe clinux_open_reading(path)
        guard number >= 0 else { throw .unreadable(path: path, code: clinux_errno()) }
        let descriptor = Descriptor(owning: number)
        var status = stat()
        guard unsafe clinux_stat(descriptor.number, &status) == 0 else {
            throw .unreadable(path: path, code: clinux_errno())
        }
        guard status.st_mode & mode_t(S_IFMT) == mode_t(S_IFREG), status.st_size <= Certificate.fileLimitBytes else {
            throw .notAFile(path: path)
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = unsafe CLinux.read(descriptor.number, &bytes, bytes.count)
        guard count == bytes.count else {
            throw .unreadable(path: path, code: count < 0 ? clinux_errno() : EIO)
        }
        return bytes
    }

    /// All certificates, the first one's key being the server's. The caller frees them.
    static func certificates(in bytes: [UInt8], _ path: String) throws(CertificateError) -> [OpaquePointer] {
        var certificates = unsafe [OpaquePointer]()
        do throws(CertificateError) {
            let source = unsafe BIO_new_mem_buf(bytes, Int32(bytes.count))
            defer { unsafe BIO_free(source) }
            while let certificate = unsafe try next(source, certificates.count, path) {
                unsafe certificates.append(certificate)
                guard unsafe certificates.count <= Certificate.chainLimit else { throw .chainTooLong(path: path) }
            }
            guard unsafe !certificates.isEmpty else { throw .noCertificate(path: path) }
        } catch {
            unsafe certificates.forEach { unsafe X509_free($0) }
            throw error
        }
        return unsafe certificates
    }

    private static func next(
        _ source: OpaquePointer?, _ count: Int, _ path: String
    ) throws(CertificateError) -> OpaquePointer? {
        OpenSSL.clearErrors()
        if let certificate = unsafe PEM_read_bio_X509(source, nil, openssl_refuse_password, nil) {
            return unsafe certificate
        }
        // The end of the file reads as an error too: no further start line.
        let code = OpenSSL.takeError()
        if ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE { return nil }
        throw .damagedCertificate(path: path, number: count + 1)
    }

    /// The private key. The caller frees it.
    static func key(in bytes: [UInt8], _ path: String) throws(CertificateError) -> OpaquePointer {
        OpenSSL.clearErrors()
        let source = unsafe BIO_new_mem_buf(bytes, Int32(bytes.count))
        defer {
            unsafe BIO_free(source)
            OpenSSL.clearErrors()
        }
        if let key = unsafe PEM_read_bio_PrivateKey(source, nil, openssl_refuse_password, nil) { return unsafe key }
        throw String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED")
            ? .encryptedKey(path: path) : .noKey(path: path)
    }
}
