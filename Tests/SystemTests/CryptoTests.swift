import Foundation
import System
import Testing

@Suite struct CryptoTests {
    @Test(
        "Wycheproof vectors for HMAC", .enabled(if: Wycheproof.isPresent),
        arguments: [("hmac_sha256_test", HMACKey.Digest.sha256), ("hmac_sha512_test", .sha512)])
    func codesFitWycheproof(file: String, digest: HMACKey.Digest) throws {
        var count = 0
        for group in try Wycheproof.groups(file) {
            let tagBytes = try #require(group["tagSize"] as? Int) / 8
            for test in try #require(group["tests"] as? [[String: Any]]) {
                let (secret, message) = (try bytes(test["key"]), try bytes(test["msg"]))
                let code = HMACKey(secret.span, digest).code(for: message.span)
                let isRight = Array(copying: code.bytes).prefix(tagBytes) == (try bytes(test["tag"]))[...]
                #expect(isRight == (test["result"] as? String == "valid"), "tcId \(test["tcId"] ?? "")")
                count += 1
            }
        }
        #expect(count > 100)
    }

    @Test func aKeyLongerThanTheBlockIsHashedFirst() {
        // RFC 4231 §4.7: 131 bytes of 0xaa.
        let key = HMACKey([UInt8](repeating: 0xAA, count: 131).span, .sha512)
        let code = key.code(for: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8).span)
        #expect(Array(copying: code.bytes).prefix(8) == [0x80, 0xB2, 0x42, 0x63, 0xC7, 0xC1, 0xA3, 0xEB])
    }

    @Test func comparingTakesEveryByteIntoAccount() {
        func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { constantTimeEquals(left.span, right.span) }
        let left: [UInt8] = Array(0..<40)
        for index in left.indices {
            var right = left
            right[index] ^= 0x80
            #expect(!isEqual(left, right))
        }
        #expect(isEqual(left, left))
        #expect(!isEqual(left, left.dropLast()))
        #expect(isEqual([], []))
    }

    @Test func randomBytesHaveTheLengthAskedForAndDiffer() {
        #expect(Random.bytes(0).isEmpty)
        #expect(Random.bytes(33).count == 33)
        #expect(Random.bytes(32) != Random.bytes(32))
    }

    @Test(arguments: [
        ("", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497"),
        ("password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe"),
        ("pleaseletmein", "SodiumChloride", 16384, 8, 1, "7023bdcb3afd7348461c06cd81fd38eb"),
    ])
    func scryptFitsRFC7914(
        password: String, salt: String, cost: Int, blockSize: Int, parallelism: Int, start: String
    ) throws {
        let key = try Scrypt.derive(
            password: password.utf8.span, salt: salt.utf8.span, cost: cost, blockSize: blockSize,
            parallelism: parallelism, byteCount: 64)
        #expect(key.count == 64)
        #expect(key.prefix(16) == (try bytes(start))[...])
    }

    @Test(arguments: [
        (15, 8, 1), (1, 8, 1), (0, 8, 1), (-2, 8, 1), (16, 0, 1), (16, 8, 0), (1 << 40, 8, 1), (16, .max, 1),
    ])
    func scryptParametersOutOfRangeAreRefused(cost: Int, blockSize: Int, parallelism: Int) {
        func derive() throws {
            let empty: [UInt8] = []
            _ = try Scrypt.derive(
                password: empty.span, salt: empty.span, cost: cost, blockSize: blockSize, parallelism: parallelism,
                byteCount: 32)
        }
        #expect(throws: Scrypt.Failure.parameters, performing: derive)
    }
}

/// Bytes written as hexadecimal digits.
private func bytes(_ value: Any?) throws -> [UInt8] {
    let digits = Array(try #require(value as? String))
    return try stride(from: 0, to: digits.count, by: 2).map { index in
        try #require(UInt8(String(digits[index...(index + 1)]), radix: 16))
    }
}

/// Vectors beside the package; tests that need them are skipped without.
enum Wycheproof {
    private static let folder = URL(filePath: #filePath).appending(path: "../../../../shared/vectors/wycheproof")
        .standardizedFileURL
    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func groups(_ name: String) throws -> [[String: Any]] {
        let data = try Data(contentsOf: folder.appending(path: name + ".json"))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require(root["testGroups"] as? [[String: Any]])
    }
}

extension Array {
    init(copying span: Span<Element>) {
        self.init()
        for index in span.indices { append(span[index]) }
    }
}
