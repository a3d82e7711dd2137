import Foundation
import System

/// Certificates made once a run with the `openssl` command, in a folder of their own.
enum TLSTestCertificates {
    static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gateway-tls-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, names) in [
            ("localhost", "DNS:localhost"), ("api", "DNS:api.example.com,DNS:*.wild.example.com"),
        ] {
            openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)",
                "-keyout", folder.appending(path: name + ".key").path,
                "-out", folder.appending(path: name + ".crt").path)
        }
        openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj", "/CN=localhost-rsa",
            "-addext", "subjectAltName=DNS:localhost,DNS:one.wild.example.com",
            "-keyout", folder.appending(path: "rsa.key").path, "-out", folder.appending(path: "rsa.crt").path)
        openssl(
            "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-days", "90", "-subj", "/CN=weak",
            "-keyout", folder.appending(path: "weak.key").path, "-out", folder.appending(path: "weak.crt").path)
        openssl(
            "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret",
            "-in", folder.appending(path: "localhost.key").path,
            "-out", folder.appending(path: "encrypted.key").path)
        atexit { try? FileManager.default.removeItem(at: TLSTestCertificates.folder) }
        return folder
    }()

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A new file with this content.
    static func file(_ content: String) throws -> String {
        let path = path(UUID().uuidString)
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    static func load(_ name: String) throws -> Certificate {
        try Certificate(chainPath: path(name + ".crt"), keyPath: path(name + ".key"))
    }

    private static func openssl(_ arguments: String...) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try? process.run()
        process.waitUntilExit()
    }
}
