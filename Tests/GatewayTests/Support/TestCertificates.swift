import Foundation
import TestSupport

/// Certificates made once a run with the `openssl` command.
enum TestCertificates {
    static let folder: ScratchDirectory = {
        let folder = ScratchDirectory()
        for name in ["localhost", "api.example.com"] {
            let arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
                "-keyout", "\(folder.path)/\(name).key", "-out", "\(folder.path)/\(name).crt",
            ]
            _ = try? CommandResult.run("openssl", arguments)
        }
        return folder
    }()

    static func path(_ name: String) -> String { folder.path + "/" + name }
}
