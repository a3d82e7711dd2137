import System
import Testing

struct VisibleTextTests {
    /// Format characters of the first plane that are part of how a script is written.
    private static let written: Set<UInt32> = [
        0xAD, 0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x180E,
    ]

    /// By the Unicode Standard: controls but tab and line feed, separators of lines and paragraphs, and all other
    /// format characters of the first plane.
    private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\t" && scalar != "\n"
        case .lineSeparator, .paragraphSeparator: true
        case .format: !Self.written.contains(scalar.value)
        default: false
        }
    }

    private func shown(_ text: String) -> String { String(decoding: VisibleText.escaped(text), as: UTF8.self) }

    /// All of the first plane, each between two letters.
    @Test func exactlyWhatHidesOrTurnsIsEscaped() {
        for value in 0...0xFFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value), value != 0x2065 else { continue }
            let digits = String(value, radix: 16)
            let escape = "a\\u" + String(repeating: "0", count: 4 - digits.count) + digits + "b"
            let text = "a\(String(Character(scalar)))b"
            let isAsExpected = shown(text) == (isHidden(scalar) ? escape : text)
            if !isAsExpected { #expect(isAsExpected, "U+\(digits)") }
        }
    }

    @Test func theListOfTheRuleIsEscaped() {
        let scalars = Array(0x80...0x9F) + [0x2028, 0x2029, 0x200E, 0x200F] + Array(0x202A...0x202E)
        for value in scalars + Array(0x2066...0x2069) {
            #expect(Unicode.Scalar(UInt32(value)).map { shown(String(Character($0))).hasPrefix("\\u") } == true)
        }
    }

    @Test func othersStayAsTheyAre() {
        for text in ["", "a\tb\n", "é", "€", "😀", "\u{FFFD}", "Ω\u{301}", "\u{10FFFF}"] { #expect(shown(text) == text) }
    }

    @Test func bytesThatAreCutAreLeftAlone() {
        var bytes: [UInt8] = []
        for text in [[0xC2], [0xE2, 0x80], [0xEF]] as [[UInt8]] { VisibleText.append(text.span, to: &bytes) }
        #expect(bytes == [0xC2, 0xE2, 0x80, 0xEF])
    }
}
