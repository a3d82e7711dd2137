import Foundation
import TestSupport

/// A `gateway.json` for one test: Goncord on free ports, and what the test wants otherwise.
struct TestConfig {
    /// Keys of `limits`.
    var limits: [String: Int] = [:]
    /// Keys of `threads`.
    var threads: [String: Int] = [:]
    /// Keys of Goncord's `settings`. A cheap password hash keeps the tests quick.
    var settings: [String: Any] = ["scryptCostExponent": 10]
    var listeners: [[String: Any]] = [["address": "127.0.0.1:0"]]
    /// The envelope of Goncord and of the gateway, when not `plain`.
    var envelope: [String: Any]?
    /// More routes of Goncord.
    var routes: [[String: Any]] = []
    /// Names of APIs that are served as the shipped `gateway.json` has them, with their envelopes.
    var shippedAPIs: [String] = []
    /// The limit of Goncord's routes.
    var limit: [String: Any]?
    var dataDirectory = "data"
    var accessLog: String? = "access.jsonl"

    /// A second listener, with TLS and two certificates.
    static func withTLS() -> TestConfig {
        var config = TestConfig()
        let second = [
            "certificate": TestCertificates.path("api.example.com.crt"),
            "key": TestCertificates.path("api.example.com.key"),
        ]
        config.listeners.append([
            "address": "127.0.0.1:0",
            "tls": [
                "certificate": TestCertificates.path("localhost.crt"), "key": TestCertificates.path("localhost.key"),
                "certificates": [second],
            ] as [String: Any],
        ])
        return config
    }

    static var goncordRoutes: [[String: Any]] {
        [
            ["method": "POST", "path": "/api/v0/users", "operation": "registerUser"],
            ["method": "POST", "path": "/api/v0/tokens", "operation": "issueToken"],
            ["method": "GET", "path": "/api/v0/tokens/validate", "operation": "validateToken", "token": "required"],
            [
                "method": "PATCH", "path": "/api/v0/users", "operation": "updateUser", "token": "required",
                "app": "super",
            ],
            ["method": "DELETE", "path": "/api/v0/tokens", "operation": "revokeToken", "token": "required"],
            ["method": "GET", "path": "/off", "operation": "validateToken", "token": "required", "enabled": false],
        ]
    }

    func text() throws -> String {
        let name = envelope == nil ? "plain" : "unusual"
        var goncord: [String: Any] = [
            "plugin": "goncord", "envelope": name,
            "token": ["lookup": ["header:Authorization", "cookie:jwt"]], "app": ["header": "x-app-token"],
            "settings": settings, "routes": Self.goncordRoutes + routes,
        ]
        goncord["limit"] = limit
        var object: [String: Any] = [
            "listeners": listeners, "dataDirectory": dataDirectory, "accessLog": ["path": accessLog ?? NSNull() as Any],
            "envelope": name, "limits": limits, "threads": threads,
            "apis": ["goncord": goncord],
        ]
        if let envelope { object["envelopes"] = ["unusual": envelope] }
        try addShippedAPIs(to: &object)
        let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }

    private func addShippedAPIs(to object: inout [String: Any]) throws {
        if shippedAPIs.isEmpty { return }
        let text = try SourceTree.text(of: "gateway.json")
        let shipped = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        for key in ["apis", "envelopes"] {
            var entries = object[key] as? [String: Any] ?? [:]
            for (name, entry) in shipped[key] as? [String: Any] ?? [:] where shippedAPIs.contains(name) {
                entries[name] = entry
            }
            object[key] = entries
        }
    }
}
