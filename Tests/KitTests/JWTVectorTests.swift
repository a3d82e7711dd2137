import Foundation
import Kit
import Testing

private let vectors = URL(filePath: #filePath)
    .appending(path: "../../../../shared/vectors/wycheproof/json_web_signature_test.json").standardizedFileURL

/// Wycheproof's vectors for JSON Web Signature.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: vectors.path))) struct JWTVectorTests {
    /// Where the file errs. 367 and 370 are to be invalid for their padding, but have none: byte by byte they are 357,
    /// which is valid. 372 and 373 are to be valid with a `?` in a part; RFC 7515 §2 allows no such character.
    private let corrections = [367: true, 370: true, 372: false, 373: false]

    private func groups() throws -> [[String: Any]] {
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: vectors)) as? [String: Any]
        return try #require(root?["testGroups"] as? [[String: Any]])
    }

    private func isAccepted(_ test: [String: Any], _ verifier: JWTVerifier) throws -> Bool {
        let token = Array(try #require(test["jws"] as? String).utf8)
        return (try? verifier.verify(token.span)) != nil
    }

    @Test func codesAreJudgedAsTheVectorsSay() throws {
        var count = 0
        for group in try groups() {
            guard let key = group["private"] as? [String: Any], key["alg"] as? String == "HS256",
                let secret = (key["k"] as? String).flatMap({ Base64URL.decode($0) })
            else { continue }
            let verifier = JWTVerifier(keys: [try JWTKey(secret: secret, algorithm: .hs256)])
            for test in try #require(group["tests"] as? [[String: Any]]) {
                let id = try #require(test["tcId"] as? Int)
                let isValid = corrections[id] ?? (test["result"] as? String == "valid")
                #expect(try isAccepted(test, verifier) == isValid, "tcId \(id)")
                count += 1
            }
        }
        #expect(count == 40)
    }

    @Test func otherAlgorithmsAreAllRefused() throws {
        var count = 0
        for algorithm in [JWTAlgorithm.hs256, .hs512] {
            let verifier = JWTVerifier(keys: [
                try JWTKey(secret: [UInt8](repeating: 1, count: 64), algorithm: algorithm)
            ])
            for group in try groups() {
                for test in try #require(group["tests"] as? [[String: Any]]) {
                    #expect(try !isAccepted(test, verifier), "tcId \(test["tcId"] ?? "")")
                    count += 1
                }
            }
        }
        #expect(count == 802)
    }
}
