import Kit
import TestSupport
import Testing

@Suite struct PasswordHashTests {
    /// N = 4: the rules are the same, the test is quick.
    private let quick: ScryptParameters

    init() throws { quick = try #require(ScryptParameters(costExponent: 2, blockSize: 8, parallelism: 1)) }

    @Test func onlyThePasswordVerifies() throws {
        let hash = try PasswordHash.make(from: "correct horse", parameters: quick)
        #expect(try hash.verify("correct horse"))
        #expect(try !hash.verify("correct horsf"))
        #expect(try !hash.verify(""))
        #expect(try PasswordHash(text: hash.text).verify("correct horse"))
    }

    @Test func standardParametersStandInTheText() throws {
        let hash = try PasswordHash.make(from: "p")
        let parts = hash.text.split(separator: "$")
        #expect(parts[0] == "scrypt" && parts[1] == "ln=15,r=8,p=1")
        #expect(parts[2].count == 22 && parts[3].count == 43)
        #expect(try hash.verify("p"))
        #expect(!hash.needsRehash())
    }

    @Test func aKnownTextOfRFC7914Verifies() throws {
        // scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), the whole 64 bytes (RFC 7914 §12).
        let text =
            "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU"
            + "$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"
        let hash = try PasswordHash(text: text)
        #expect(try hash.verify("pleaseletmein"))
        #expect(hash.needsRehash())
    }

    @Test func passwordsAreComparedAsBytes() throws {
        let hash = try PasswordHash.make(from: "é", parameters: quick)
        #expect(try !hash.verify("e\u{301}"))
    }

    @Test func eachHashHasItsOwnSalt() throws {
        let first = try PasswordHash.make(from: "same", parameters: quick)
        let second = try PasswordHash.make(from: "same", parameters: quick)
        #expect(first.text != second.text)
    }

    @Test func otherParametersAskForANewHash() throws {
        let hash = try PasswordHash.make(from: "p", parameters: quick)
        #expect(hash.needsRehash())
        #expect(!hash.needsRehash(quick))
    }

    @Test func aPasswordBeyondTheLimitIsRefusedBeforeAnyWork() throws {
        let longest = String(repeating: "é", count: 512)
        let hash = try PasswordHash.make(from: longest, parameters: quick)
        #expect(try hash.verify(longest))
        #expect(throws: PasswordHashError.passwordTooLong) {
            try PasswordHash.make(from: longest + "x", parameters: quick)
        }
        #expect(throws: PasswordHashError.passwordTooLong) { try hash.verify(longest + "x") }
        #expect(throws: PasswordHashError.passwordTooLong) { try PasswordHash.verifyAgainstNothing(longest + "x") }
    }

    @Test func anUnknownUserCostsAsMuchAsAKnownOne() throws {
        let hash = try PasswordHash.make(from: "p")
        let known = try (0..<3).map { _ in try threadTime { _ = try hash.verify("q") } }.min()
        let unknown = try (0..<3).map { _ in try threadTime { try PasswordHash.verifyAgainstNothing("q") } }.min()
        let ratio = try #require(unknown) / #require(known)
        #expect((0.2...5).contains(ratio))
    }

    @Test(arguments: [
        "", "$", "$$$$", "scrypt$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=21,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=20,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=2,r=9223372036854775807,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=2,r=8,p=17$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=0,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=02,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=+2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$r=8,ln=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=2,r=8$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=2,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$scrypt$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAA!$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA$",
    ])
    func aDamagedTextIsRefused(text: String) {
        #expect(throws: PasswordHashError.malformed) { try PasswordHash(text: text) }
    }

    @Test func aTextOfAnyLengthIsRefusedWithoutWork() {
        let text = "$scrypt$ln=2,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + String(repeating: "A", count: 1 << 20)
        #expect(throws: PasswordHashError.malformed) { try PasswordHash(text: text) }
    }

    @Test func neitherTextNorKeyShowsInALog() throws {
        let hash = try PasswordHash.make(from: "p", parameters: quick)
        var dumped = ""
        dump(hash, to: &dumped)
        #expect(!"\(hash)\(dumped)\(String(reflecting: hash))".contains("scrypt"))
    }
}
