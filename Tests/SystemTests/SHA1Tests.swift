import System
import Testing

struct SHA1Tests {
    /// FIPS 180-4, the examples of NIST's Cryptographic Standards and Guidelines.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
    ])
    func publishedExamplesHold(text: String, expected: String) {
        let digest = SHA1.digest(Array(text.utf8).span)
        #expect(digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == expected)
    }
}
