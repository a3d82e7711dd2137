import Foundation
import System
import TestSupport

/// A certificate authority of a test's own, made by the `openssl` command.
struct TestAuthority {
    struct DidNotWork: Error {
        let command: [String]
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    let folder = ScratchDirectory()
    /// The authority's own certificate.
    var certificatePath: String { "\(folder.path)/ca.pem" }

    init() throws {
        try openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"]
                + Self.newKey)
    }

    /// A server's context with a certificate for these names.
    /// - Parameter days: how long it is valid from now; -1 makes one that ended yesterday.
    func serverContext(_ names: String, days: Int = 2) throws -> TLSContext {
        try "subjectAltName=\(names)".write(toFile: "\(folder.path)/names", atomically: true, encoding: .utf8)
        try openssl(["req", "-subj", "/CN=provider", "-keyout", "server.key", "-out", "server.csr"] + Self.newKey)
        try openssl([
            "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
            "\(days)", "-extfile", "names", "-out", "server.pem",
        ])
        return try TLSContext(serving: [
            Certificate(chainPath: "\(folder.path)/server.pem", keyPath: "\(folder.path)/server.key")
        ])
    }

    /// A folder with the authority's certificate under the name by which OpenSSL looks for it.
    func makeHashedFolder() throws -> String {
        let path = "\(folder.path)/hashed"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: certificatePath, toPath: "\(path)/ca.pem")
        try openssl(["rehash", path])
        return path
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw DidNotWork(command: arguments) }
    }
}
