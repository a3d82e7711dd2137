import Foundation
import Kit
import Testing

@Suite struct JWTBase64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func vectorsOfRFC4648HoldBothWaysWithoutPadding(bytes: String, text: String) {
        #expect(Base64URL.encode(Array(bytes.utf8)) == text)
        #expect(Base64URL.decode(text) == Array(bytes.utf8))
    }

    @Test func allBytesComeBackAndMatchFoundation() {
        var bytes: [UInt8] = []
        for count in 0..<600 {
            bytes.append(UInt8(truncatingIfNeeded: count &* 151))
            let text = Base64URL.encode(bytes)
            let expected = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
            #expect(text == expected)
            #expect(Base64URL.decode(text) == bytes)
        }
    }

    @Test(arguments: [
        "A", "Zg==", "Zg=", "Zm9v=", "Zh", "Zm9", "Zm 9v", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm9vé", "Zm\u{0}v",
        "====",
        "Zm9vA",
    ])
    func whatIsNotTheOneTextForSomeBytesIsRefused(text: String) { #expect(Base64URL.decode(text) == nil) }

    @Test func exactlyTheAlphabetDecodes() {
        for byte in UInt8.min...UInt8.max {
            let isAllowed =
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            for place in 0..<4 {
                var text = [UInt8](repeating: 0x41, count: 4)
                text[place] = byte
                let isDecoded = Base64URL.decode(text.span) != nil
                #expect(isDecoded == isAllowed, "\(byte) at \(place)")
            }
        }
    }
}
