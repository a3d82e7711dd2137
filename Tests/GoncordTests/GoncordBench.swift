import Kit
import TestSupport
import Testing

@testable import Goncord

/// Goncord with a cheap password hash, on a store of its own.
typealias GoncordBench = PluginBench<Goncord>

/// 64 bytes that the tests know, for `signingKey` and `previousKey`.
enum TestKey {
    static let current = Array("the current key: 64 bytes that are not random, for a test alone.".utf8)
    static let previous = Array("the previous key, also 64 bytes long and known to everyone here.".utf8)
}

extension PluginBench where P == Goncord {
    /// - Parameter settings: members beside `signingKey` and the cheap hash.
    static func make(_ settings: String = "", folder: ScratchDirectory? = nil) throws -> GoncordBench {
        let more = settings.isEmpty ? "" : ", \(settings)"
        let cost = settings.contains("scryptCostExponent") ? "" : #""scryptCostExponent": 10, "#
        return try GoncordBench(
            settings: "{\(cost)\"signingKey\": {\"env\": \"KEY\"}\(more)}",
            environment: [
                "KEY": String(decoding: TestKey.current, as: UTF8.self),
                "PREVIOUS": String(decoding: TestKey.previous, as: UTF8.self),
            ], folder: folder)
    }

    @discardableResult
    func register(
        _ login: String = "ann", email: String? = nil, password: String = "long enough", more: String = ""
    ) throws(APIError) -> BenchReply {
        let email = email ?? "\(login)@example.org"
        let names = #""login":"\#(login)","email":"\#(email)","password":"\#(password)""#
        return try call("registerUser", "{\(names)\(more.isEmpty ? "" : ",\(more)")}")
    }

    /// - Returns: the new token.
    @discardableResult
    func logIn(_ login: String = "ann", password: String = "long enough") throws(APIError) -> String {
        try call("issueToken", #"{"login":"\#(login)","password":"\#(password)"}"#)["jwt"] ?? ""
    }

    /// What an operation refuses; `nil` when it does not.
    func failure(_ operation: String, _ body: String = "", token: String? = nil) -> APIError? {
        do {
            try call(operation, body, token: token)
            return nil
        } catch {
            return error
        }
    }

    /// Broken rules as `field rule`; empty when none.
    func brokenRules(_ operation: String, _ body: String, token: String? = nil) -> [String] {
        let error = failure(operation, body, token: token)
        #expect(error == nil || error?.code == .inputInvalid)
        return error?.brokenRules.map { "\($0.field) \($0.rule)" } ?? []
    }
}

/// The JSON string of so many characters.
func text(_ count: Int, _ character: Character = "x") -> String { String(repeating: character, count: count) }
