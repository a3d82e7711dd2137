import Kit
import Testing

struct OpaqueTokenTests {
    @Test func tokensAreRandomAndShowThemselvesNowhere() {
        let tokens = (0..<100).map { _ in OpaqueToken.random() }
        #expect(Set(tokens.map { $0.reveal() }).count == 100)
        #expect(tokens.allSatisfy { Base64URL.decode($0.reveal())?.count == 32 })
        #expect(tokens.allSatisfy { $0.reveal().utf8.count == OpaqueToken.textByteCount })
        var dumped = "\(tokens[0]) \(String(reflecting: tokens[0]))"
        dump(tokens[0], to: &dumped)
        #expect(!dumped.contains(tokens[0].reveal()))
    }

    @Test func aDigestIsThatOfTheTextAsItIsSent() {
        let token = OpaqueToken.random()
        #expect(token.digest == TokenDigest(of: Array(token.reveal().utf8).span))
        #expect(token.digest == TokenDigest(of: token.reveal()))
        #expect(token.digest != TokenDigest(of: token.reveal() + "A"))
    }
}
