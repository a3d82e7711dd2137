import Kit
import System

/// Signs what `JWTSigner` never would.
enum TestMAC {
    static func sha512(_ text: String, key: [UInt8]) throws -> String {
        let code = HMACKey(key.span, .sha512).code(for: text.utf8.span)
        return Base64URL.encode(code.bytes)
    }
}
