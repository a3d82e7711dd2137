import Foundation
import TestSupport

/// A running gateway on a port of its own, which ends with its owner.
final class ServedSite {
    let site: CommandSite
    /// `http://127.0.0.1:40123`
    let address: String
    private let process = Process()
    private let pipe = Pipe()

    struct DidNotStart: Error {
        let errors: String
    }

    /// Starts `gateway serve` and waits until it says that it listens.
    init(_ site: CommandSite) throws {
        self.site = site
        process.executableURL = try GatewayBinary.url()
        process.arguments = ["serve"]
        process.currentDirectoryURL = URL(fileURLWithPath: site.folder.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        try process.run()
        var errors = ""
        while true {
            let data = pipe.fileHandleForReading.availableData
            errors += String(decoding: data, as: UTF8.self)
            if let found = errors.firstMatch(of: /http:[\/]+127\.0\.0\.1:[0-9]+/) {
                address = String(found.output)
                break
            }
            guard !data.isEmpty else { throw DidNotStart(errors: errors) }
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    /// The status with which a request is answered; 0 when it is not.
    func status(_ method: String, _ target: String, _ fields: [String] = [], body: String? = nil) throws -> Int {
        let content = body.map { ["-H", "Content-Type:", "--data-raw", $0] } ?? []
        return try statuses(method, [target], fields.flatMap { ["-H", $0] } + content).first ?? 0
    }

    /// The content of an answer.
    func answer(_ method: String, _ target: String, _ fields: [String] = [], body: String) throws -> String {
        let curl = Process()
        let output = Pipe()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments =
            ["-s", "-m", "10", "-X", method, "--data-raw", body] + fields.flatMap { ["-H", $0] } + [address + target]
        curl.standardOutput = output
        try curl.run()
        let content = output.fileHandleForReading.readDataToEndOfFile()
        curl.waitUntilExit()
        return String(decoding: content, as: UTF8.self)
    }

    /// The statuses of requests on one connection.
    func statuses(_ method: String, _ targets: [String], _ options: [String] = []) throws -> [Int] {
        let curl = Process()
        let output = Pipe()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments =
            ["-s", "-m", "10", "-w", "%{stderr}%{http_code} ", "--path-as-is", "-X", method] + options
            + targets.map { address + $0 }
        curl.standardOutput = FileHandle.nullDevice
        curl.standardError = output
        try curl.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        curl.waitUntilExit()
        return text.split(separator: " ").compactMap { Int($0) }
    }
}
