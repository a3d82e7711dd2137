import Foundation
import TestSupport

/// A directory with a `gateway.json` of its own, in which commands are run.
struct CommandSite {
    let folder = ScratchDirectory()

    /// - Parameter config: `nil` leaves the file out.
    init(config: String? = Self.config) throws {
        guard let config else { return }
        try config.write(toFile: "\(folder.path)/gateway.json", atomically: true, encoding: .utf8)
    }

    func run(_ arguments: String..., input: String = "") throws -> GatewayBinary.Outcome {
        try GatewayBinary.run(arguments, in: folder.path, input: input)
    }

    func has(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder.path)/\(file)") }

    static let config = """
        {
          "listeners": [{ "address": "127.0.0.1:0" }],
          "apis": {
            "goncord": {
              "plugin": "goncord",
              "token": { "lookup": ["header:Authorization", "cookie:jwt"] },
              "app": { "header": "x-app-token" },
              "routes": [
                { "method": "POST", "path": "/users", "operation": "registerUser" },
                { "method": "POST", "path": "/tokens", "operation": "issueToken", "app": "known" },
                { "method": "GET", "path": "/tokens/validate", "operation": "validateToken", "token": "required" },
                { "method": "PATCH", "path": "/users", "operation": "updateUser", "token": "required", "app": "super" },
                { "method":"DELETE", "path":"/tokens", "operation":"revokeToken", "token":"required", "enabled": false }
              ]
            }
          }
        }

        """
}
