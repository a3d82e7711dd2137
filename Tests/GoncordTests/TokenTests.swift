import Foundation
import Kit
import TestSupport
import Testing

@testable import Goncord

struct TokenTests {
    private let bench: GoncordBench
    private static let id = "56736eab-1594-424a-b1cd-c43ffa0f6faa"

    init() throws {
        bench = try .make()
        try bench.register()
    }

    private var now: Int64 { bench.clock.now.seconds }

    private func refusal(_ token: String) -> ErrorCode? {
        do {
            _ = try bench.verify(token)
            return nil
        } catch {
            return error.code
        }
    }

    /// Claims that are taken, with some replaced; an empty value leaves the claim out.
    private func claims(_ replaced: [String: String] = [:]) -> String {
        var claims = [
            "aud": #""User:1""#, "sub": #""User:1""#, "iss": #""Goncord""#, "typ": #""token""#, "pem": "{}",
            "jti": #""\#(Self.id)""#, "iat": "\(now)", "exp": "\(now + 100)",
        ]
        claims.merge(replaced) { $1 }
        let members = claims.filter { !$0.value.isEmpty }.map { #""\#($0.key)":\#($0.value)"# }
        return "{\(members.sorted().joined(separator: ","))}"
    }

    private func sign(
        _ claims: String, _ secret: [UInt8] = TestKey.current, _ algorithm: JWTAlgorithm = .hs512
    ) throws -> String {
        JWTSigner(key: try JWTKey(secret: secret, algorithm: algorithm)).sign(claimsJSON: Array(claims.utf8))
    }

    private func part(_ index: Int, of token: String) throws -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        return String(decoding: try #require(Base64URL.decode(String(parts[index]))), as: UTF8.self)
    }

    /// G28
    @Test func headerIsAsDocumented() throws {
        #expect(try part(0, of: bench.logIn()) == #"{"alg":"HS512","typ":"JWT"}"#)
    }

    /// G29, G30
    @Test func claimsAreAsDocumented() throws {
        try bench.register("bob")
        let text = try part(1, of: bench.logIn("bob"))
        let pattern =
            #/
            \{"aud":"User:2","exp":(\d+),"iat":(\d+),"iss":"Goncord","jti":"([-0-9a-f]{36})",
            "pem":\{\},"sub":"User:2","typ":"token"\}
            /#
        let match = try #require(text.wholeMatch(of: pattern))
        #expect(Int64(match.output.2) == now)
        #expect(Int64(match.output.1) == now + 1_209_600)
        #expect(UUID(uuidString: String(match.output.3)) != nil)
    }

    /// G29
    @Test func everyTokenHasAnIDOfItsOwn() throws {
        let ids = try (0..<20).map { _ in try bench.verify(bench.logIn()).tokenID }
        #expect(Set(ids).count == 20)
    }

    /// G30
    @Test func lifetimeIsASetting() throws {
        let bench = try GoncordBench.make(#""tokenLifetimeSeconds": 60"#)
        try bench.register()
        let subject = try bench.verify(bench.logIn())
        #expect(subject.expiresAt.seconds == bench.clock.now.seconds + 60)
        #expect(subject.name == "User:1")
    }

    /// G31
    @Test func otherAlgorithmsAreRefused() throws {
        #expect(refusal(try sign(claims())) == nil)
        #expect(refusal(try sign(claims(), TestKey.current, .hs256)) == .tokenInvalid)
        let signed = try sign(claims()).split(separator: ".")
        for header in [
            #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"HS256","typ":"JWT"}"#, #"{"alg":"hs512","typ":"JWT"}"#,
            #"{"typ":"JWT"}"#, #"{"alg":["HS512"]}"#,
        ] {
            let text = Base64URL.encode(Array(header.utf8))
            #expect(refusal("\(text).\(signed[1]).\(signed[2])") == .tokenInvalid)
            #expect(refusal("\(text).\(signed[1]).") == .tokenInvalid)
        }
    }

    /// G32
    @Test func forgedOrDamagedTokensAreRefused() throws {
        let token = try bench.logIn()
        #expect(refusal(try sign(claims(), TestKey.previous)) == .tokenInvalid)
        for damaged in ["", ".", "..", "a.b.c", "Bearer \(token)", "\(token) ", "\(token).", "\(token)=", text(9_000)] {
            #expect(refusal(damaged) == .tokenInvalid)
        }
        for index in token.indices where token[index] != "." {
            var other = token
            other.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            #expect(refusal(other) == .tokenInvalid)
        }
    }

    /// G32
    @Test(arguments: [
        ("aud", #""User:2""#), ("aud", #"["User:1"]"#), ("sub", #""User:01""#), ("sub", #""1""#),
        ("iss", #""goncord""#),
        ("typ", #""refresh""#), ("jti", #""7""#), ("jti", #""\#(text(36))""#), ("jti", "7"), ("iat", #""1""#),
        ("iat", "1.5"), ("iat", "-1"), ("exp", #""9999999999""#), ("exp", "1e12"), ("exp", "99999999999999999999"),
        ("exp", "253402300800"), ("exp", "null"),
    ])
    func claimsOfAnotherFormAreRefused(_ name: String, _ value: String) throws {
        #expect(refusal(try sign(claims([name: value]))) == .tokenInvalid)
        #expect(refusal(try sign(claims([name: ""]))) == .tokenInvalid)
    }

    /// G32
    @Test(arguments: [
        "User:0", "User:-1", "User:+1", "User:01", "user:1", "User:", "User:9223372036854775808", "App:1",
    ])
    func subjectIsAUsersNumber(_ name: String) throws {
        #expect(refusal(try sign(claims(["aud": #""\#(name)""#, "sub": #""\#(name)""#]))) == .tokenInvalid)
    }

    /// G32
    @Test func claimsThatAreNoObjectAreRefused() throws {
        for text in ["", "null", "[]", "{", #"{"exp":1,"exp":2}"#, "\u{FEFF}\(claims())"] {
            #expect(refusal(try sign(text)) == .tokenInvalid)
        }
        #expect(refusal(try sign(claims(["pem": #"{"super":true}"#, "more": "1"]))) == nil)
    }

    /// G33
    @Test func tokenEndsWithoutGrace() throws {
        let token = try sign(claims(["exp": "\(now + 1)"]))
        #expect(refusal(token) == nil)
        bench.clock.advance(milliseconds: 749)
        #expect(refusal(token) == nil)
        bench.clock.advance(milliseconds: 1)
        #expect(bench.clock.now.milliseconds == now * 1000)
        #expect(refusal(token) == .tokenInvalid)
    }

    /// G33
    @Test func aTokenThatBeginsLaterIsRefusedUntilThen() throws {
        let token = try sign(claims(["nbf": "\(now + 2)"]))
        #expect(refusal(token) == .tokenInvalid)
        bench.clock.advance(milliseconds: 1_749)
        #expect(refusal(token) == .tokenInvalid)
        bench.clock.advance(milliseconds: 1)
        #expect(bench.clock.now.milliseconds == now * 1000)
        #expect(refusal(token) == nil)
        #expect(refusal(try sign(claims(["nbf": "0"]))) == nil)
        #expect(refusal(try sign(claims(["nbf": "\(now + 90)", "exp": "\(now + 80)"]))) == .tokenInvalid)
    }

    /// G33
    @Test(arguments: [
        "null", "true", "\"0\"", "[0]", "{}", "-1", "0.5", "1e400", "253402300800", "99999999999999999999",
    ])
    func aBeginningInAnotherFormIsRefused(_ value: String) throws {
        #expect(refusal(try sign(claims(["nbf": value]))) == .tokenInvalid)
    }

    /// G34
    @Test func previousKeyVerifiesAndNeverSigns() throws {
        let old = try sign(claims(), TestKey.previous)
        #expect(refusal(old) == .tokenInvalid)
        let both = try GoncordBench.make(#""previousKey": {"env": "PREVIOUS"}"#, folder: bench.folder)
        #expect(try both.verify(old).tokenID == .text(Self.id))
        #expect(refusal(try both.logIn()) == nil, "the current key signs")
    }

    /// G34
    @Test func keptKeySignsWhenNoneIsGiven() throws {
        let first = try GoncordBench(settings: #"{"scryptCostExponent": 10}"#)
        try first.register()
        let token = try first.logIn()
        #expect(refusal(token) == .tokenInvalid)
        let again = try GoncordBench(settings: #"{"scryptCostExponent": 10}"#, folder: first.folder)
        #expect(try again.verify(token).name == "User:1")
    }
}
