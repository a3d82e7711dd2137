import Foundation
import System
import TestSupport
import Testing

/// `check` and `serve` open the same things by the same code: what one refuses, the other does.
struct CommandCheckTests {
    /// Something that the machine does not give.
    struct Refused: Sendable, CustomTestStringConvertible {
        var listeners = #"{ "address": "127.0.0.1:0" }"#
        /// Further keys of the config.
        var keys = ""
        /// What stands before the message, behind the line.
        let path: String
        let words: String
        var exitCode: Int32 = 3
        var id: String

        var testDescription: String { "\(path) \(words)" }
    }

    static let refused: [Refused] = [
        Refused(
            listeners: tls("weak.crt", "weak.key"), path: "listeners[0].tls.certificate",
            words: "weak.crt cannot be served: ee key too small", exitCode: 1, id: "certificate.refused"),
        Refused(
            listeners: tls("none.crt", "none.key"), path: "listeners[0].tls.certificate",
            words: "none.crt cannot be read: No such file or directory", id: "certificate.refused"),
        Refused(
            listeners: tls("good.crt", "open.key"), path: "listeners[0].tls.key",
            words: "the file open.key may be read by every user of this machine: chmod 600 open.key", exitCode: 1,
            id: "key.exposed"),
        Refused(
            listeners: tls("good.crt", "group.key"), path: "listeners[0].tls.key",
            words: "the file group.key may be read by others than its owner: chmod 600 group.key", exitCode: 1,
            id: "key.exposed"),
        Refused(
            listeners: #"{ "address": "192.0.2.1:0" }"#, path: "listeners[0].address",
            words: #""192.0.2.1:0" cannot be listened on: Cannot assign requested address"#, id: "listener.refused"),
        Refused(
            listeners: #"{ "address": "[fe80::1]:0" }"#, path: "listeners[0].address",
            words: #""[fe80::1]:0" cannot be listened on: Invalid argument"#, id: "listener.refused"),
        Refused(
            listeners: #"{ "address": "[::1]:18081" }, { "address": "[0:0:0:0:0:0:0:1]:18081" }"#,
            path: "listeners[1].address", words: #""[::1]:18081" is listened on already (gateway.json:1:30)"#,
            exitCode: 1, id: "listener.clash"),
        Refused(
            listeners: #"{ "address": "127.0.0.1:18081" }, { "address": "0.0.0.0:18081" }"#,
            path: "listeners[1].address",
            words: #""0.0.0.0:18081" cannot be listened on beside "127.0.0.1:18081" (gateway.json:1:30): one of them"#,
            exitCode: 1, id: "listener.clash"),
        Refused(
            listeners: #"{ "address": "[::ffff:127.0.0.1]:18081" }"#, path: "listeners[0].address",
            words: #"is an IPv4 address in IPv6 form; write it as 127.0.0.1:18081"#, exitCode: 1, id: "value.form"),
        Refused(
            keys: #""accessLog": { "path": "missing/access.jsonl" },"#, path: "accessLog.path",
            words: "the file missing/access.jsonl cannot be opened: No such file or directory", id: "access_log.refused"
        ),
        Refused(
            keys: #""accessLog": { "path": "folder" },"#, path: "accessLog.path",
            words: "the file folder cannot be opened: Is a directory", id: "access_log.refused"),
        Refused(
            keys: #""accessLog": { "path": "file/access.jsonl" },"#, path: "accessLog.path",
            words: "the file file/access.jsonl cannot be opened: Not a directory", id: "access_log.refused"),
        Refused(
            keys: #""accessLog": { "path": "dangling" },"#, path: "accessLog.path",
            words: "the file dangling cannot be opened: No such file or directory", id: "access_log.refused"),
        Refused(
            keys: #""accessLog": { "path": "pipe" },"#, path: "accessLog.path",
            words: "the file pipe cannot be opened: No such device or address", id: "access_log.refused"),
        Refused(
            keys: #""dataDirectory": "lost","#, path: "dataDirectory",
            words: "lost/gateway.sqlite is empty or missing, but was there", id: "data.refused"),
        Refused(
            keys: #""dataDirectory": "dangling","#, path: "dataDirectory",
            words: "data directory dangling cannot be used: use directory dangling: No such file or directory",
            id: "data.refused"),
        Refused(
            keys: #""dataDirectory": "file","#, path: "dataDirectory",
            words: "data directory file cannot be used: use directory file: Not a directory", id: "data.refused"),
        Refused(
            keys: #""dataDirectory": "a/b/c","#, path: "dataDirectory",
            words: "data directory a/b/c cannot be used: make directory a/b/c: No such file or directory",
            id: "data.refused"),
        Refused(
            keys: #""dataDirectory": "keys","#, path: "dataDirectory",
            words: "key file keys/access-log.key can be read by others: chmod 600 keys/access-log.key",
            id: "data.refused"),
    ]

    private static func tls(_ certificate: String, _ key: String) -> String {
        #"{ "address": "127.0.0.1:0", "tls": { "certificate": "\#(certificate)", "key": "\#(key)" } }"#
    }

    /// A config without APIs, in a folder with what the cases name.
    private func site(_ listeners: String, _ keys: String = "") throws -> CommandSite {
        let site = try CommandSite(config: #"{ "listeners": [\#(listeners)], \#(keys) "apis": {} }"#)
        let folder = site.folder.path
        let files = FileManager.default
        try files.createSymbolicLink(atPath: "\(folder)/dangling", withDestinationPath: "missing/target")
        // Nobody reads it.
        try #require(mkfifo("\(folder)/pipe", 0o600) == 0)
        for name in ["folder", "keys", "lost"] {
            try files.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        for (name, mode, content) in [
            ("file", 0o600, ""), ("keys/access-log.key", 0o640, String(repeating: "k", count: 32)),
            ("lost/gateway.sqlite.made", 0o600, "gateway.sqlite holds data"),
        ] {
            _ = files.createFile(
                atPath: "\(folder)/\(name)", contents: Data(content.utf8), attributes: [.posixPermissions: mode])
        }
        return site
    }

    private func addCertificates(to site: CommandSite) throws {
        let folder = site.folder.path
        for (name, kind) in [("weak", ["rsa:1024"]), ("good", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])] {
            _ = try CommandResult.run(
                "openssl",
                ["req", "-x509", "-newkey"] + kind + [
                    "-nodes", "-days", "90", "-subj", "/CN=\(name)", "-keyout", "\(folder)/\(name).key",
                    "-out", "\(folder)/\(name).crt",
                ])
        }
        for (name, mode) in [("open.key", 0o644), ("group.key", 0o640)] {
            try FileManager.default.copyItem(atPath: "\(folder)/good.key", toPath: "\(folder)/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder)/\(name)")
        }
    }

    @Test(arguments: refused) func whatCheckRefusesServeRefusesToo(_ example: Refused) throws {
        let site = try site(example.listeners, example.keys)
        if example.listeners.contains("tls") { try addCertificates(to: site) }
        let before = try FileManager.default.subpathsOfDirectory(atPath: site.folder.path).sorted()
        let checked = try site.run("check")
        #expect(checked.exitCode == example.exitCode)
        let line = try #require(checked.errors.split(separator: "\n").first)
        #expect(line.hasPrefix("gateway.json:1:") && line.contains(" \(example.path): "), "\(checked.errors)")
        #expect(line.contains(example.words), "\(checked.errors)")
        #expect(checked.errors.contains("\ngateway.json has 1 error"), "\(checked.errors)")
        let report = try #require(site.run("check", "--json").json() as? [String: Any])
        #expect((report["errors"] as? [[String: Any]])?.first?["id"] as? String == example.id)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: site.folder.path).sorted() == before)
        let served = try site.run("serve")
        #expect(served.exitCode == example.exitCode)
        // As it is, or as an entry of the log.
        #expect(served.errors.replacing("\\\"", with: "\"").contains(line), "\(served.errors)")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: site.folder.path).sorted() == before)
    }

    // MARK: Addresses

    /// All that a start makes, it makes in the data directory, and the log may be there.
    @Test(arguments: ["data/access.jsonl", "./data//access.jsonl", "data/./access.jsonl"])
    func aFirstStartMakesTheDirectoryOfItsLog(path: String) throws {
        let config = CommandSite.config.replacing(
            #""apis": {"#, with: #""dataDirectory": "data/", "accessLog": { "path": "\#(path)" }, "apis": {"#,
            maxReplacements: 1)
        let site = try CommandSite(config: config)
        let outcome = try site.run("check")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(!site.has("data"), "a check makes nothing")
        let served = try ServedSite(site)
        #expect(site.has("data/access.jsonl"))
        _ = served
    }

    @Test(arguments: ["data/logs/access.jsonl", "data/../access.jsonl/", "database/access.jsonl", "/data/access.jsonl"])
    func aFolderThatNothingMakesIsMissing(path: String) throws {
        let config = CommandSite.config.replacing(
            #""apis": {"#, with: #""accessLog": { "path": "\#(path)" }, "apis": {"#, maxReplacements: 1)
        let site = try CommandSite(config: config)
        #expect(try site.run("check").exitCode == 3)
        #expect(throws: ServedSite.DidNotStart.self) { try ServedSite(site) }
    }

    @Test func theGatewayThatRunsMayHoldItsAddressesAndNobodyElse() throws {
        let gateway = try RunningGateway()
        let other = try ListeningSocket(on: #require(SocketAddress("127.0.0.1:0")))
        func check(_ port: UInt16, in folder: String) throws -> GatewayBinary.Outcome {
            var config = TestConfig()
            config.listeners = [["address": "127.0.0.1:\(port)"]]
            try config.text().write(toFile: "\(folder)/other.json", atomically: true, encoding: .utf8)
            return try GatewayBinary.run(["check", "--config", "other.json"], in: folder)
        }
        let words = "is taken by another process; stop it, or change the listener's address"
        #expect(try check(gateway.ports[0], in: gateway.folder.path).exitCode == 0)
        for (port, folder) in [
            (other.address.port, gateway.folder), (other.address.port, ScratchDirectory()),
            (gateway.ports[0], ScratchDirectory()),
        ] {
            let outcome = try check(port, in: folder.path)
            #expect(outcome.exitCode == 3)
            #expect(outcome.errors.contains("\"127.0.0.1:\(port)\" \(words)"), "\(outcome.errors)")
        }
        // Nobody was disturbed by it.
        #expect(try gateway.answer(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
        #expect(gateway.stop() == .exit(0))
    }

    // MARK: Databases

    /// By what is left of a gateway that was stopped, and of one that was killed.
    @Test(arguments: ["goncord.sqlite", "gateway.sqlite"], [true, false])
    func aDatabaseThatServeRefusesIsRefused(name: String, isKilled: Bool) throws {
        let gateway = try RunningGateway()
        #expect(try gateway.answer(to: GoncordClient.registration(GoncordClient.freshLogin())).status == 200)
        func check() throws -> GatewayBinary.Outcome { try GatewayBinary.run(["check"], in: gateway.folder.path) }
        #expect(try check().exitCode == 0)
        if isKilled { _ = gateway.process.kill() } else { #expect(gateway.stop() == .exit(0)) }
        let files = try FileManager.default.subpathsOfDirectory(atPath: gateway.folder.path).sorted()
        #expect(try check().exitCode == 0)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: gateway.folder.path).sorted() == files)
        let path = "\(gateway.folder.path)/data/\(name)"
        do {
            let database = try Database(path: path, mode: .readWrite) { _ in }
            try database.run("PRAGMA user_version = 99")
        }
        let outcome = try check()
        #expect(outcome.exitCode == 3)
        #expect(
            outcome.errors.contains("dataDirectory: data/\(name) has schema 99, this program knows "),
            "\(outcome.errors)")
        try Data(repeating: 0x5A, count: 20_000).write(to: URL(fileURLWithPath: path))
        #expect(try check().errors.contains("dataDirectory: data/\(name) is damaged: "))
    }

    // MARK: Modes

    @Test func whatIsOpenToOthersIsWarnedOf() throws {
        let site = try CommandSite()
        _ = try ServedSite(site).address
        let data = "\(site.folder.path)/data"
        #expect(!(try site.run("check").errors.contains("is open to other users")))
        let files = ["gateway.sqlite", "goncord.sqlite", "goncord.sqlite-wal", "goncord.sqlite-shm"]
        for file in files where !site.has("data/\(file)") {
            _ = FileManager.default.createFile(atPath: "\(data)/\(file)", contents: nil)
        }
        for (file, mode) in [("", 0o777)] + files.map({ ("/\($0)", 0o666) }) {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: data + file)
        }
        let errors = try site.run("check").errors
        let place = "gateway.json:1:1: warning: dataDirectory: "
        #expect(errors.contains("\(place)data is open to other users of this machine (mode 0777): chmod 700 data\n"))
        for file in files {
            let words = "data/\(file) is open to other users of this machine (mode 0666): chmod 600 data/\(file)\n"
            #expect(errors.contains(place + words), "\(errors)")
        }
    }
}
