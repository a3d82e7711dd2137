import Foundation
import Kit
import TestSupport
import Testing

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
    /// The limit of Goncord's routes.
    var limit: [String: Any]?
    /// APIs of the shipped `gateway.json` that are served beside Goncord, with its envelopes and, for each, settings.
    var shippedAPIs: [String: [String: Any]] = [:]
    var dataDirectory = "data"
    var accessLog: String? = "access.jsonl"

    /// A second listener, with TLS and two certificates.
    static func withTLS(limits: [String: Int] = [:]) -> TestConfig {
        var config = TestConfig(limits: limits)
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
        goncord["rateLimit"] = limit
        let shipped = try ShippedConfig()
        var apis: [String: Any] = ["goncord": goncord]
        for (name, settings) in shippedAPIs { apis[name] = try shipped.api(name, settings: settings) }
        var object: [String: Any] = [
            "listeners": listeners, "dataDirectory": dataDirectory, "accessLog": ["path": accessLog ?? NSNull() as Any],
            "envelope": name, "limits": limits, "threads": threads,
            "apis": apis,
        ]
        if let envelope { object["envelopes"] = ["unusual": envelope] }
        let envelopes = "the envelopes, whose keys have an order"
        if !shippedAPIs.isEmpty { object["envelopes"] = envelopes }
        let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
            .replacingOccurrences(of: "\"\(envelopes)\"", with: shipped.envelopes)
    }
}

/// The package's own `gateway.json`.
struct ShippedConfig {
    private let text: String

    init() throws { text = try SourceTree.text(of: "gateway.json") }

    /// As they stand there.
    var envelopes: String { (try? JSONDocument(parsing: Array(text.utf8)))?.root["envelopes"]?.rawText ?? "{}" }

    /// An API of it, with other settings.
    func api(_ name: String, settings: [String: Any]) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let apis = object?["apis"] as? [String: Any]
        var api = try #require(apis?[name] as? [String: Any])
        api["settings"] = settings
        return api
    }
}
