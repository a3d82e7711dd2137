import Foundation
import TestSupport
import Testing

/// What of the gateway a plugin can name.
@Suite(.waiting) struct PluginInterfaceTests {
    /// What the compiler says of a file that belongs to no package, as a plugin's do not.
    private func complaints(_ source: String) throws -> String {
        let folder = ScratchDirectory()
        let file = "\(folder.path)/Probe.swift"
        try source.write(toFile: file, atomically: false, encoding: .utf8)
        let products = try GatewayBinary.url().deletingLastPathComponent().path
        var options = ["-typecheck", "-swift-version", "6", "-I", "\(products)/Modules"]
        options += ["-module-cache-path", "\(products)/ModuleCache"]
        for library in ["CLinux", "COpenSSL", "CSQLite"] {
            options += ["-Xcc", "-fmodule-map-file=\(SourceTree.root.path)/Gateway/C/\(library)/module.modulemap"]
        }
        return try CommandResult.run("swiftc", options + [file], seconds: 60).errors
    }

    @Test func theCompilerKeepsAPluginToKitsPublicInterface() throws {
        let package = try SourceTree.text(of: "Package.swift")
        #expect(package.contains("exclude: documents, packageAccess: false,"))
        #expect(try complaints("import Kit\nlet now = Timestamp(milliseconds: 1)").isEmpty)
        let found = try complaints(
            """
            import Core
            import Kit
            import System
            let query = SQL("SELECT 1").text
            let isDigit = UInt8(65).isDigit
            let server: Server? = nil
            let bytes = Random.bytes(3)
            """)
        for (line, words) in [
            (4, "'text' is inaccessible due to 'package' protection level"),
            (5, "'isDigit' is inaccessible due to 'package' protection level"),
            (6, "cannot find type 'Server' in scope"), (7, "cannot find 'Random' in scope"),
        ] {
            #expect(found.contains(try Regex("Probe\\.swift:\(line):[0-9]+: error: \(words)")), "\(found)")
        }
    }
}
