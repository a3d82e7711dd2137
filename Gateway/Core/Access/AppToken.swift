import System

/// The secret by which an app is known. Shown once, when it is made; the store has its digest alone.
package struct AppToken: Sendable {
    private let text: String

    /// A new one of 256 random bits: `gw_` and 43 characters of base64url (RFC 4648 §5).
    /// - Throws: when the kernel gives no random numbers.
    package static func random() throws(AppError) -> AppToken {
        do {
            return AppToken(unchecked: "gw_" + base64URL(try KernelRandom.bytes(count: 32)))
        } catch { throw .storeFailed("\(error)") }
    }

    /// One that was agreed elsewhere.
    /// - Returns: `nil` unless it is 8 to 256 printable ASCII characters without spaces.
    package init?(given text: String) {
        guard (8...256).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.init(unchecked: text)
    }

    private init(unchecked text: String) { self.text = text }

    /// The token for the one time that it is shown.
    package func reveal() -> String { text }

    /// What the store keeps: tokens have too many bits to be found from it.
    package var digest: TokenDigest { TokenDigest(of: Array(text.utf8).span) }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var digits: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                digits.append(alphabet[Int(bits >> UInt32(bitCount)) & 63])
            }
        }
        if bitCount > 0 { digits.append(alphabet[Int(bits << UInt32(6 - bitCount)) & 63]) }
        return String(decoding: digits, as: UTF8.self)
    }
}
