import Kit

/// The keys of the fuzzed verifiers.
private let verifiers: [JWTVerifier] = [JWTAlgorithm.hs512, .hs256].compactMap { algorithm in
    let key = try? JWTKey(secret: [UInt8](repeating: 7, count: 64), algorithm: algorithm)
    return key.map { JWTVerifier(keys: [$0]) }
}
private let signer = (try? JWTKey(secret: [UInt8](repeating: 7, count: 64))).map { JWTSigner(key: $0) }

/// libFuzzer's entry: whatever the token, checking it must not trap; what is signed must verify, and unchanged; Base64
/// has one text for each bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJWT(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for verifier in verifiers { _ = try? verifier.verify(bytes.span) }
    if let decoded = Base64URL.decode(bytes.span) {
        precondition(Array(Base64URL.encode(decoded).utf8) == bytes, "two texts for the same bytes")
    }
    _ = try? PasswordHash(text: String(decoding: bytes, as: UTF8.self))
    guard let token = signer?.sign(claimsJSON: bytes), !bytes.isEmpty, let verifier = verifiers.first else { return 0 }
    do {
        let claims = try verifier.verify(token.utf8.span)
        precondition(claims == bytes, "other claims than were signed")
    } catch {
        precondition(error == .tooLong, "own token is refused: \(error)")
    }
    return 0
}
