package import System

/// What the check of a config asks of the machine. Tests and the fuzzer put their own in.
package struct ConfigEnvironment: Sendable {
    /// An environment variable's bytes.
    package let variable: @Sendable (String) -> [UInt8]?
    /// A whole file of at most so many bytes.
    package let file: @Sendable (_ path: String, _ limitBytes: Int) throws(SystemError) -> SmallFile
    /// How a certificate stands to the present, once it was read with its key.
    package let certificate:
        @Sendable (_ chainPath: String, _ keyPath: String) throws(CertificateError) -> CertificateValidity
    /// Every user of the machine may read the file; not when there is none.
    package let isWorldReadable: @Sendable (_ path: String) -> Bool

    /// What is not given is not there.
    package init(
        variable: @escaping @Sendable (String) -> [UInt8]?,
        file: @escaping @Sendable (_ path: String, _ limitBytes: Int) throws(SystemError) -> SmallFile,
        certificate:
            @escaping @Sendable (
                _ chainPath: String, _ keyPath: String
            ) throws(CertificateError) -> CertificateValidity = noCertificate,
        isWorldReadable: @escaping @Sendable (_ path: String) -> Bool = { _ in false }
    ) {
        self.variable = variable
        self.file = file
        self.certificate = certificate
        self.isWorldReadable = isWorldReadable
    }

    private static let noCertificate: @Sendable (String, String) throws(CertificateError) -> CertificateValidity = {
        (path, _) throws(CertificateError) in
        throw .notAFile(path: path)
    }

    /// The process's own.
    package static let machine = ConfigEnvironment(
        variable: { EnvironmentVariable.value($0) },
        file: { (path, limitBytes) throws(SystemError) in try SmallFile(reading: path, limitBytes: limitBytes) },
        certificate: { (chainPath, keyPath) throws(CertificateError) in
            let certificate = try Certificate(chainPath: chainPath, keyPath: keyPath)
            return certificate.validity(atSeconds: Clock.wallMilliseconds() / 1000)
        },
        isWorldReadable: { SmallFile.isWorldReadable($0) })
}
