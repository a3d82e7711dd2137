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

    /// The status with which a request is answered.
    func status(_ method: String, _ target: String, _ fields: [String] = [], body: String? = nil) throws -> Int {
        let curl = Process()
        let output = Pipe()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments =
            ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is", "-X", method, address + target]
            + fields.flatMap { ["-H", $0] } + (body.map { ["-H", "Content-Type:", "--data-raw", $0] } ?? [])
        curl.standardOutput = output
        try curl.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        curl.waitUntilExit()
        return Int(text) ?? 0
    }
}
