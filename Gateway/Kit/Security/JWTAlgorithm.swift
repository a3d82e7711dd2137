import System

/// How a token is signed (RFC 7518 §3.2): by a code that only holders of the same secret can make.
public enum JWTAlgorithm: Sendable, Hashable {
    /// HMAC with SHA-256.
    case hs256
    /// HMAC with SHA-512.
    case hs512

    /// As the header's `alg` has it.
    public var name: String { self == .hs256 ? "HS256" : "HS512" }
    /// The least length of a secret in bytes: that of the code.
    public var leastSecretBytes: Int { digest.byteCount }

    var digest: HMACKey.Digest { self == .hs256 ? .sha256 : .sha512 }
    /// The length of a signature in Base64.
    var signatureTextCount: Int { Base64Alphabet.textCount(digest.byteCount) }
    /// The header of the tokens that are made here, in Base64: `{"alg":"HS512","typ":"JWT"}`.
    var headerText: [UInt8] { Array(Base64URL.encode(Array(#"{"alg":"\#(name)","typ":"JWT"}"#.utf8)).utf8) }
}
