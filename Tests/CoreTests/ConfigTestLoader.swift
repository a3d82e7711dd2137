import AllyChat
import CallUp
import Core
import Goncord
import Kit
import Portal
import System

/// The folder with `Package.swift`, from this file's place in it.
let packageRoot = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

extension [LinkedPlugin] {
    /// The plugins of tests.
    static var made: [LinkedPlugin] {
        [
            LinkedPlugin(ItemsPlugin.self), LinkedPlugin(ClockPlugin.self), LinkedPlugin(RingPlugin.self),
            LinkedPlugin(TickerPlugin.self),
        ]
    }

    /// Those of the program.
    static var shipped: [LinkedPlugin] {
        [
            LinkedPlugin(Goncord.self), LinkedPlugin(CallUp.self), LinkedPlugin(Portal.self),
            LinkedPlugin(AllyChat.self),
        ]
    }
}

extension ConfigLoader {
    /// Knows the test plugins, two environment variables, three files and six certificates.
    static func make(
        plugins: [LinkedPlugin] = .made, environment: ConfigEnvironment = .made,
        secrets: SecretSource.Resolution = .all, trial: StartTrial? = .made
    ) -> ConfigLoader {
        ConfigLoader(plugins: plugins, environment: environment, secrets: secrets, trial: trial) { _, _ in
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
            case "keys/private": return SmallFile(bytes: Array("hunter2\n".utf8))
            case "keys/open": return SmallFile(bytes: Array("hunter2\n".utf8), access: FileAccess(mode: 0o644))
            case "keys/empty": return SmallFile(bytes: Array("\n".utf8))
            default: throw SystemError("read \(path)", number: 2)
            }
        })
}

extension StartTrial {
    static let made = {
        var trial = StartTrial()
        trial.certificate = { (chain, key) throws(CertificateError) in
            switch (chain, key) {
            case (_, "tls/other.key"): throw .keyMismatch(certificatePath: chain, keyPath: key)
            case (_, "tls/none.key"): throw .notAFile(path: key)
            case ("tls/valid.crt", _): return CertificateFacts(.valid, dnsNames: ["valid"])
            case ("tls/second.crt", _): return CertificateFacts(.valid, dnsNames: ["second"])
            case ("tls/soon.crt", _): return CertificateFacts(.endsInDays(12), dnsNames: ["soon"])
            case ("tls/today.crt", _): return CertificateFacts(.endsInDays(0), dnsNames: ["today"])
            case ("tls/future.crt", _): return CertificateFacts(.notYet, dnsNames: ["future"])
            case ("tls/expired.crt", _): return CertificateFacts(.expired, dnsNames: ["expired"])
            default: throw .notAFile(path: chain)
            }
        }
        trial.access = { $0 == "tls/open.key" ? FileAccess(mode: 0o644) : nil }
        return trial
    }()
}
