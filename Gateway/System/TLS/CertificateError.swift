/// Why a certificate cannot be served. The sentences name files and never show what is in them.
package enum CertificateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be read; `code` is the value of `errno`.
    case unreadable(path: String, code: Int32)
    /// The file is larger than any certificate or key is (`Certificate.fileLimitBytes`), or no file at all.
    case notAFile(path: String)
    /// The file holds no certificate in PEM form.
    case noCertificate(path: String)
    /// What begins like a certificate is damaged; `number` counts from 1, in the order of the file.
    case damagedCertificate(path: String, number: Int)
    /// The chain is longer than `Certificate.chainLimit`.
    case chainTooLong(path: String)
    /// The file holds no private key in PEM form, or a damaged one.
    case noKey(path: String)
    /// The private key is encrypted; nobody is there to type its password.
    case encryptedKey(path: String)
    /// The key is not the one that the first certificate was made for.
    case keyMismatch(certificatePath: String, keyPath: String)
    /// The library refuses to serve it: a short key, a weak signature in the chain.
    case unfit(path: String, TLSError)

    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .unreadable(let path, let code):
            "\(path) cannot be read: \(SystemError(path, number: code).reason)"
        case .notAFile(let path): "\(path) is not a file of at most \(Certificate.fileLimitBytes >> 10) KiB"
        case .noCertificate(let path): "\(path) holds no certificate in PEM form"
        case .damagedCertificate(let path, let number): "certificate \(number) in \(path) is damaged"
        case .chainTooLong(let path): "\(path) holds more than \(Certificate.chainLimit) certificates"
        case .noKey(let path): "\(path) holds no private key in PEM form, or a damaged one"
        case .encryptedKey(let path): "the private key in \(path) is encrypted; the gateway cannot ask for a password"
        case .keyMismatch(let certificatePath, let keyPath):
            "the private key in \(keyPath) does not belong to the first certificate in \(certificatePath)"
        case .unfit(let path, let error): "\(path) cannot be served: \(error.description)"
        }
    }
}
