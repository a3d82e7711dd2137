package import System

/// Tries to open what `gateway serve` opens, and holds none of it. Tests put their own in.
package struct StartTrial: Sendable {
    /// Reads a certificate with its key.
    package var certificate:
        @Sendable (_ chainPath: String, _ keyPath: String) throws(CertificateError) -> CertificateFacts
    /// Takes an address and lets it go.
    package var listen: @Sendable (SocketAddress) throws(SystemError) -> Void
    /// Whether a process listens on a port; `nil` when that cannot be found out.
    package var listens: @Sendable (_ processID: Int, _ port: UInt16) -> Bool?
    /// Opens a log as it would be appended to.
    package var append: @Sendable (_ path: String) throws(SystemError) -> Void
    package var dataDirectory: @Sendable (_ path: String) throws(DataDirectoryError) -> DataDirectory.State
    /// Looks over a database file, if there is one.
    package var database: @Sendable (_ path: String, _ schemas: [Schema]) throws(StoreError) -> Void
    /// Who may do what with a file or a directory; `nil` when there is none.
    package var access: @Sendable (_ path: String) -> FileAccess?

    /// All is well, but that there are no certificates.
    package init() {
        certificate = { (path, _) throws(CertificateError) in throw .notAFile(path: path) }
        listen = { _ in }
        listens = { _, _ in nil }
        append = { _ in }
        dataDirectory = { _ in .free }
        database = { _, _ in }
        access = { _ in nil }
    }

    /// The process's own.
    package static let machine = {
        var trial = StartTrial()
        trial.certificate = { (chainPath, keyPath) throws(CertificateError) in
            let certificate = try Certificate(chainPath: chainPath, keyPath: keyPath)
            return certificate.facts(atSeconds: Clock.wallMilliseconds() / 1000)
        }
        trial.listen = { (address) throws(SystemError) in try ListeningSocket.tryOut(address) }
        trial.listens = { PortHolder.listens($0, on: $1) }
        trial.append = { (path) throws(SystemError) in try AppendingFile.tryOut(path) }
        trial.dataDirectory = { (path) throws(DataDirectoryError) in try DataDirectory.tryOut(path) }
        trial.database = { (path, schemas) throws(StoreError) in try Store.tryOut(path: path, schemas) }
        trial.access = { FileAccess(of: $0) }
        return trial
    }()
}
