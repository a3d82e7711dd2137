import Kit
import TestSupport
import Testing

@testable import AllyChat

struct TokenTests {
    private static let key = "0123456789abcdef0123456789abcdef"

    /// The bench's settings with a key of 32 known bytes.
    private func makeBench(_ settings: String = "", folder: ScratchDirectory? = nil) throws -> ChatBench {
        let more = settings.isEmpty ? "" : ", \(settings)"
        return try ChatBench(
            settings: #"{"scryptCostExponent": 10, "signingKey": {"env": "KEY"}\#(more)}"#,
            environment: ["KEY": Self.key, "OTHER": text(32)], folder: folder, apps: .chat)
    }

    /// Signs as the classic libraries do.
    private func token(_ header: String, _ payload: String, key: String = key) throws -> String {
        JWTSigner(key: try JWTKey(secret: Array(key.utf8), algorithm: .hs256))
            .sign(claimsJSON: Array(payload.utf8), headerJSON: Array(header.utf8))
    }

    /// AL11
    @Test func aTokenIsByteForByteTheDocuments() throws {
        let bench = try makeBench()
        let anna = try bench.register("anna")
        let parts = anna.token.split(separator: ".").map(String.init)
        let texts = parts.prefix(2).map { String(decoding: Base64URL.decode($0) ?? [], as: UTF8.self) }
        let now = bench.clock.now.seconds
        #expect(texts == [#"{"alg":"HS256","exp":\#(now + 3600),"iat":\#(now)}"#, #"{"user_id":"\#(anna.id.text)"}"#])
        #expect(try token(texts[0], texts[1]) == anna.token)
    }

    /// AL11: made by Python's `hmac` and `base64`, with the key above.
    @Test func aTokenOfAnotherProgramIsReadByteForByte() throws {
        let bench = try makeBench()
        let foreign =
            "eyJhbGciOiJIUzI1NiIsImV4cCI6MTQzMzUxNDE3MywiaWF0IjoxNDMzNTEwNTczfQ."
            + "eyJ1c2VyX2lkIjoiNTU0MDljOGQyMzk3MjhkYmU0ZDRlYThiIn0.5w74c2zE_m5rmGm1dx2w45MfQT2Y5mcNRVmrHt5zDvs"
        guard case .user(let user, let issuedAt, let expiresAt) = try bench.plugin.tokens.claims(of: foreign.utf8.span)
        else { return #expect(Bool(false)) }
        #expect(user.text == "55409c8d239728dbe4d4ea8b" && issuedAt == 1_433_510_573)
        #expect(expiresAt == Timestamp(milliseconds: 1_433_514_173_000))
    }

    /// AL12
    @Test func aTokenIsBadFromItsLastSecondOn() throws {
        let bench = try makeBench(#""tokenLifetimeSeconds": 60"#)
        let anna = try bench.register("anna")
        let left = (bench.clock.now.seconds + 60) * 1000 - bench.clock.now.milliseconds
        bench.clock.advance(milliseconds: left - 1)
        #expect(try bench.verify(anna.token) == anna.subject)
        bench.clock.advance(milliseconds: 1)
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(anna.token) }
    }

    /// AL12
    @Test(arguments: [
        #"{"alg":"HS256"}"#, #"{"alg":"HS256","exp":"1900000000"}"#, #"{"alg":"HS256","exp":null}"#,
        #"{"alg":"HS256","exp":1e300}"#, #"{"alg":"HS256","exp":-1}"#, #"{"alg":"none","exp":1900000000}"#,
        #"{"alg":"HS512","exp":1900000000}"#, #"{"exp":1900000000}"#, #"[]"#,
    ])
    func anotherHeaderIsRefused(_ header: String) throws {
        let bench = try makeBench()
        let anna = try bench.register("anna")
        let payload = #"{"user_id":"\#(anna.id.text)"}"#
        #expect(try bench.verify(token(#"{"alg":"HS256","exp":1900000000}"#, payload)).name == anna.account.name)
        let bad = try token(header, payload)
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(bad) }
        let wrongKey = try token(#"{"alg":"HS256","exp":1900000000}"#, payload, key: text(32))
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(wrongKey) }
    }

    /// AL12
    @Test(arguments: [#"{}"#, #"{"user_id":4}"#, #"[]"#, #"{"user_id":"554c79f423972813a5e91234"}"#])
    func anotherPayloadIsRefused(_ payload: String) throws {
        let bench = try makeBench()
        let bad = try token(#"{"alg":"HS256","exp":1900000000}"#, payload)
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(bad) }
    }

    /// AL13
    @Test func thePreviousKeyVerifiesAndDoesNotSign() throws {
        let folder = ScratchDirectory()
        let old = try makeBench(folder: folder).register("anna")
        let bench = try ChatBench(
            settings: #"{"signingKey": {"env": "NEW"}, "previousKey": {"env": "KEY"}}"#,
            environment: ["KEY": Self.key, "NEW": text(40, "n")], folder: folder, apps: .chat)
        #expect(try bench.verify(old.token).name == old.account.name)
        let new = try bench.call("updateToken", by: old)["token"] ?? ""
        #expect(try bench.verify(new).name == old.account.name)
        let earlier = try makeBench(folder: folder)
        #expect(throws: APIError(.tokenInvalid)) { try earlier.verify(new) }
    }

    /// AL14
    @Test func anUpdatedTokenLeavesTheOldOneGood() throws {
        let bench = try makeBench()
        let anna = try bench.register("anna")
        bench.clock.advance(seconds: 10)
        let new = try #require(try bench.call("updateToken", by: anna)["token"])
        #expect(new != anna.token)
        #expect(try bench.verify(anna.token).name == bench.verify(new).name)
    }

    /// AL15
    @Test func aChangedPasswordEndsTokensOfEarlierSeconds() throws {
        let bench = try ChatBench.make()
        let (root, olga) = (try bench.admin(), try bench.makeOperator("olga"))
        bench.clock.advance(seconds: 1)
        let later = try bench.logIn("olga", "pass")
        try bench.call("updateOperator", path: olga.id.text, #"{"password":"word"}"#, by: root)
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(olga.token) }
        #expect(try bench.verify(later.token) == later.subject)
        #expect(try bench.logIn("olga", "word").id == olga.id)
    }

    /// AL15
    @Test func aDeletedOperatorsTokensEndAtOnce() throws {
        let bench = try ChatBench.make()
        let (root, olga) = (try bench.admin(), try bench.makeOperator("olga"))
        #expect(try bench.call("deleteOperator", path: olga.id.text, by: root).description == "{}")
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify(olga.token) }
    }

    // MARK: Clients' tokens

    private func refusal(_ operation: String, _ body: String, _ settings: String = "") throws -> String? {
        let bench = try ChatBench.make(settings)
        try bench.tamper("INSERT INTO users (id, role, alias, tokens_since) VALUES ('c', 0, 'anna', 0)")
        try bench.tamper("INSERT INTO users (id, role, alias, tokens_since) VALUES ('o', 1, 'olga', 0)")
        return bench.failure { () throws(APIError) in try bench.call(operation, body, as: nil) }?.code.name
    }

    /// AL9
    @Test(
        arguments: [
            ("alias=anna&app_id=web", nil), ("alias=anna", "app_id.unknown"), ("alias=anna&app_id=", "app_id.unknown"),
            ("alias=anna&app_id=wet", "app_id.unknown"), ("alias=bob&app_id=web", "account.unknown"),
            ("alias=olga&app_id=web", "account.unknown"), ("alias=ANNA&app_id=web", "account.unknown"),
            ("app_id=web", "input.invalid"), ("alias=a%20b&app_id=web", "account.unknown"),
        ] as [(String, String?)])
    func aliasAndAppGiveAToken(_ body: String, _ code: String?) throws {
        #expect(try refusal("issueToken", body) == code)
    }

    /// AL10
    @Test(
        arguments: [
            ("app_id=web&auth_token=web-token", nil), ("app_id=web", "auth_token.missing"),
            ("app_id=web&auth_token=", "auth_token.missing"), ("app_id=web&auth_token=x", "auth_token.invalid"),
            ("auth_token=web-token", "app_id.unknown"), ("app_id=wet&auth_token=web-token", "app_id.unknown"),
        ] as [(String, String?)])
    func anAppsTokenIsWantedWhereTheSettingsSaySo(_ app: String, _ code: String?) throws {
        let setting = #""requireAuthToken": true"#
        #expect(try refusal("issueToken", "alias=anna&\(app)", setting) == code)
        #expect(try refusal("registerUser", "alias=new&\(app)", setting) == code)
        #expect(try refusal("registerUser", "alias=new") == nil)
        #expect(try refusal("registerUser", "alias=new&app_id=wet") == "app_id.unknown")
    }

    // MARK: The bank

    /// AL16
    @Test func theBanksPasswordIsNoToken() throws {
        let bench = try ChatBench.make()
        #expect(try bench.bank().name == "bank")
        for wrong in ["bank:s3:cre", "Bank:s3:cret", "bank:", ":s3:cret", "bank:s3:cret ", ""] {
            #expect(throws: APIError(.tokenInvalid)) { try AllyChatTokens.subject(in: bench, of: wrong) }
        }
        #expect(throws: APIError(.tokenInvalid)) { try bench.verify("bank:s3:cret") }
        let anna = try bench.register("anna")
        #expect(throws: APIError(.tokenInvalid)) { try AllyChatTokens.subject(in: bench, of: anna.token) }
        let bare = try ChatBench(settings: "{}")
        #expect(throws: APIError(.tokenInvalid)) { try AllyChatTokens.subject(in: bare, of: "bank:s3:cret") }
    }
}
