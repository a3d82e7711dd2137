@testable import Core
import Kit
import Testing

/// What a log shows of paths that fit no route, beside routes with a secret of four digits.
struct SecretPathsTests {
    private struct Code: CheckedText {
        static let placeholder = Code(unchecked: "")
        let text: String

        private init(unchecked text: String) { self.text = text }

        init(checking text: String) throws(BrokenRule) {
            guard text.utf8.count == 4, text.utf8.allSatisfy(\.isDigit) else { throw BrokenRule("must be 4 digits") }
            self.text = text
        }
    }

    private struct CodePlugin: Plugin {
        struct Settings: Decodable, Sendable {}
        struct Input: OperationInput {
            let id: String
            let code: Code
            static let pathFields = ["id", "code"]
            static let secretPathFields = ["code"]
        }

        static let id: PluginID = "code"
        static var operations: [Operation<CodePlugin>] { [.reading("verify", verify)] }
        var schema: [Migration] { [] }

        init() {}
        init(settings: Settings, host: PluginHost) {}

        private func verify(_ input: Input, _ call: borrowing ReadCall) -> Int { 0 }
    }

    private let secrets: SecretPaths

    init() throws {
        let verify = CodePlugin.operations[0]
        let made = try BoundRoute.make("GET /v1/auth/{id}/{code}", secrets: ["code"])
        let route = BoundRoute(
            written: made.written, api: made.api,
            operation: BoundOperation(signature: verify.signature, handler: verify.makeHandler(CodePlugin())),
            access: made.access, bodyLimitBytes: made.bodyLimitBytes, envelope: made.envelope,
            secretSegments: made.secretSegments)
        let routes = [route, try .make("GET /v1/orders/{id}"), try .make("GET /reports/2024")]
        secrets = SecretPaths(try routes.map { Route($0, envelope: try .make()) })
    }

    private func shown(_ path: String) -> String { secrets.masked(path.utf8.span).map { text($0) } ?? path }

    @Test(arguments: [
        ("//v1/auth/ID/8361", "//v1/auth/ID/****"), ("/V1/auth/ID/8361", "/V1/auth/ID/****"),
        ("/v1/AUTH/ID/8361", "/v1/AUTH/ID/****"), ("/v1/./auth/ID/8361", "/v1/./auth/ID/****"),
        ("/v1/auth/./ID/8361", "/v1/auth/./****"), ("/v1/auth//ID/8361", "/v1/auth//****"),
        ("/v1/auth/ID//8361", "/v1/auth/ID//****"), ("/v1/auth/ID/8361/", "/v1/auth/ID/****/"),
        ("/v1/auth/ID/8361/more", "/v1/auth/ID/****"), ("/v1/auth/ID/x/8361", "/v1/auth/ID/****"),
        ("/v1/auth/ID%2F8361", "/v1/auth/****"), ("/v1/auth%2FID%2F8361", "/v1/****"),
        ("/v1/auth/ID%5C8361", "/v1/auth/****"), ("/v1%2fauth/ID/8361", "/v1%2fauth/ID/****"),
        ("/v1/%61uth/ID/8361", "/v1/%61uth/ID/****"), ("/proxy/v1/auth/ID/8361", "/proxy/v1/auth/ID/****"),
        ("/v1/auth/ID/../8361", "/v1/auth/ID/****"), ("/auth/ID/8361", "/auth/ID/****"),
    ])
    func whatStandsWhereASecretWouldIsMasked(path: String, expected: String) { #expect(shown(path) == expected) }

    @Test(arguments: [
        ("/8361", "/****"), ("/v2/verify/ID/8361", "/v2/verify/ID/****"), ("/a/8361/b", "/a/****/b"),
        ("/a/8361.json", "/a/****"), ("/a/code=8361/", "/a/****/"), ("/a/ID;8361", "/a/****"),
        ("/a/code8361", "/a/****"), ("/a/%38361", "/a/****"), ("/a/%2538361", "/a/****"), ("/a/ID,8361,x", "/a/****"),
        ("/v1/auht/ID/8361", "/v1/auht/ID/****"),
    ])
    func whatTheTypeOfASecretTakesIsMaskedAnywhere(path: String, expected: String) { #expect(shown(path) == expected) }

    @Test(arguments: [
        "/", "*", "/favicon.ico", "/wp-login.php", "/v1/orders", "/v1/orders/abc/", "/v1/auth", "/v1/auth/ID",
        "/reports/2024/", "/reports/2024/x", "/a/12345", "/a/123", "/%zz", "/caf%C3%A9",
    ])
    func ordinaryPathsStayReadable(path: String) { #expect(shown(path) == path) }

    @Test func aPathOfTooManyWordsIsNotLookedThrough() {
        let path = "/" + String(repeating: "a.", count: 2000) + "/8361"
        #expect(shown(path) == "/****/****")
    }

    @Test func withoutASecretNothingIsMasked() throws {
        let none = SecretPaths([Route(try .make("GET /a/{id}"), envelope: try .make())])
        #expect(none.isEmpty && none.masked("/8361".utf8.span) == nil)
    }
}
