import Foundation
import Kit
import Testing

@Suite struct JWTTests {
    private let key: JWTKey
    private let verifier: JWTVerifier
    private let claims = Array(#"{"sub":"4","exp":1900000000}"#.utf8)

    init() throws {
        key = try JWTKey(secret: [UInt8](repeating: 7, count: 64))
        verifier = JWTVerifier(keys: [key])
    }

    private func verify(_ token: String, _ verifier: JWTVerifier? = nil) throws(JWTError) -> [UInt8] {
        try (verifier ?? self.verifier).verify(token.utf8.span)
    }

    /// A token with any header, rightly signed.
    private func token(header: String, claims: String = "e30") throws -> String {
        try token(headerText: Base64URL.encode(Array(header.utf8)), claims: claims)
    }

    private func token(headerText: String, claims: String) throws -> String {
        let signed = "\(headerText).\(claims)"
        return signed + "." + (try TestMAC.sha512(signed, key: [UInt8](repeating: 7, count: 64)))
    }

    @Test func aSignedTokenVerifiesAndGivesItsClaimsBack() throws {
        let token = JWTSigner(key: key).sign(claimsJSON: claims)
        #expect(try verify(token) == claims)
        let header = try #require(Base64URL.decode(String(token.prefix { $0 != "." })))
        #expect(String(decoding: header, as: UTF8.self) == #"{"alg":"HS512","typ":"JWT"}"#)
    }

    @Test func theTokenOfRFC7515AppendixAVerifies() throws {
        let secret = try #require(
            Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
        let verifier = JWTVerifier(keys: [try JWTKey(secret: secret, algorithm: .hs256)])
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
            + "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(try verify(token, verifier).starts(with: Array(#"{"iss":"joe","#.utf8)))
    }

    @Test func everyChangedCharacterIsRefused() {
        let token = Array(JWTSigner(key: key).sign(claimsJSON: claims).utf8)
        for index in token.indices {
            for replacement in Array("AZ.=- \n".utf8) where token[index] != replacement {
                var changed = token
                changed[index] = replacement
                #expect(throws: JWTError.self, "\(index)") { try verifier.verify(changed.span) }
            }
        }
    }

    @Test func everyCutAndEveryAdditionIsRefused() {
        let token = JWTSigner(key: key).sign(claimsJSON: claims)
        for count in 0..<token.utf8.count {
            #expect(throws: JWTError.self) { try verify(String(token.prefix(count))) }
        }
        for addition in [".", "=", "A", ".A", "\n", " "] {
            #expect(throws: JWTError.self) { try verify(token + addition) }
            #expect(throws: JWTError.self) { try verify(addition + token) }
        }
    }

    @Test func eitherKeyOfARotationIsAccepted() throws {
        let next = try JWTKey(secret: [UInt8](repeating: 8, count: 64))
        let both = JWTVerifier(keys: [next, key])
        #expect(try verify(JWTSigner(key: key).sign(claimsJSON: claims), both) == claims)
        #expect(try verify(JWTSigner(key: next).sign(claimsJSON: claims), both) == claims)
        #expect(throws: JWTError.signature) {
            try verify(JWTSigner(key: key).sign(claimsJSON: claims), JWTVerifier(keys: [next]))
        }
    }

    @Test(arguments: [
        #"{"alg":"HS512"}"#, #"{"typ":"JWT","alg":"HS512"}"#, #" { "alg" : "HS512", "kid" : "a" } "#,
        #"{"alg":"HS\u0035\u00312"}"#,
    ])
    func otherWordsForTheSameHeaderAreRead(header: String) throws {
        #expect(try verify(token(header: header)) == Array("{}".utf8))
    }

    @Test(arguments: [
        (#"{"alg":"none"}"#, JWTError.algorithm), (#"{"alg":"HS256"}"#, .algorithm), (#"{"alg":"hs512"}"#, .algorithm),
        (#"{"alg":"RS512"}"#, .algorithm), (#"{"alg":512}"#, .algorithm), (#"{"typ":"JWT"}"#, .algorithm),
        (#"{"alg":"HS512","alg":"HS512"}"#, .header), (#"{"alg":"none","\u0061lg":"HS512"}"#, .header),
        (#"{"alg":"HS512","crit":["exp"],"exp":1}"#, .header), (#"{"alg":"HS512","crit":[]}"#, .header),
        (#"{"alg":"HS512","b64":false}"#, .header), (#"{"alg":"HS512","b64":true}"#, .header),
        (#"["HS512"]"#, .header), (#""HS512""#, .header), ("", .header), (#"{"alg":"HS512"} x"#, .header),
        (#"{"alg":"HS512",}"#, .header),
    ])
    func aRightlySignedTokenWithAnotherHeaderIsRefused(header: String, error: JWTError) throws {
        let token = try token(header: header)
        #expect(throws: error) { try verify(token) }
    }

    @Test func unsignedTokensAreRefusedForTheirAlgorithm() {
        let header = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
        #expect(throws: JWTError.algorithm) { try verify("\(header).e30.") }
        #expect(throws: JWTError.algorithm) { try verify("\(header).e30") }
    }

    @Test(arguments: ["e30=", "e3 0", "e31", "e", "e30.e30", ""])
    func rightlySignedClaimsMustBeStrictBase64(claims: String) throws {
        let token = try token(header: #"{"alg":"HS512","typ":"JWT"}"#, claims: claims)
        #expect(throws: JWTError.malformed) { try verify(token) }
    }

    @Test func aHeaderMustBeStrictBase64() throws {
        let token = try token(headerText: "eyJhbGciOiJIUzUxMiJ9=", claims: "e30")
        #expect(throws: JWTError.malformed) { try verify(token) }
    }

    @Test func aTokenLongerThanTheLimitIsNotLookedAt() throws {
        let signer = JWTSigner(key: key)
        // 36 characters of header, 86 of signature and two dots leave 8068, which hold 6051 bytes.
        #expect(try verify(signer.sign(claimsJSON: [UInt8](repeating: 0x20, count: 6051))).count == 6051)
        #expect(throws: JWTError.tooLong) {
            try verify(signer.sign(claimsJSON: [UInt8](repeating: 0x20, count: 6052)))
        }
    }

    @Test func aSecretShorterThanTheCodeIsRefused() {
        #expect(throws: JWTKey.TooShort(leastSecretBytes: 64)) {
            try JWTKey(secret: [UInt8](repeating: 1, count: 63))
        }
        #expect(throws: JWTKey.TooShort(leastSecretBytes: 32)) {
            try JWTKey(secret: [UInt8](repeating: 1, count: 31), algorithm: .hs256)
        }
    }
}
