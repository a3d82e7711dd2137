import Core
import Kit
import System

/// The folder with `Package.swift`, from this file's place in it.
let packageRoot = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

extension ConfigLoader {
    /// Knows the test plugins, two environment variables, three files and five certificates.
    static func make(
        plugins: [LinkedPlugin] = [
            LinkedPlugin(ItemsPlugin.self), LinkedPlugin(ClockPlugin.self), LinkedPlugin(RingPlugin.self),
        ],
        environment: ConfigEnvironment = .made
    ) -> ConfigLoader {
        ConfigLoader(plugins: plugins, environment: environment) { _, _ in
            PluginHost { (_, count) throws(ConfigError) in [UInt8](repeating: 7, count: count) }
        }
    }

    /// Checks a text that messages call `gateway.json`.
    func check(_ text: String) -> ConfigOutcome { check(Array(text.utf8), name: "gateway.json", directory: "") }
}

extension ConfigEnvironment {
    static let made = ConfigEnvironment(
        variable: { ["SIGNING_KEY": Array("hunter2".utf8), "EMPTY": []][$0] },
        file: { (path, _) throws(SystemError) in
            switch path {
            case "keys/private": return SmallFile(bytes: Array("hunter2\n".utf8), isWorldReadable: false)
            case "keys/open": return SmallFile(bytes: Array("hunter2\n".utf8), isWorldReadable: true)
            case "keys/empty": return SmallFile(bytes: Array("\n".utf8), isWorldReadable: false)
            default: throw SystemError("read \(path)", number: 2)
            }
        },
        certificate: { (chain, key) throws(CertificateError) in
            switch (chain, key) {
            case (_, "tls/other.key"): throw .keyMismatch(certificatePath: chain, keyPath: key)
            case (_, "tls/none.key"): throw .notAFile(path: key)
            case ("tls/valid.crt", _): return .valid
            case ("tls/soon.crt", _): return .endsInDays(12)
            case ("tls/today.crt", _): return .endsInDays(0)
            case ("tls/future.crt", _): return .notYet
            case ("tls/expired.crt", _): return .expired
            default: throw .notAFile(path: chain)
            }
        },
        isWorldReadable: { $0 == "tls/open.key" })
}
