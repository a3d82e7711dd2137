import Foundation
import Kit
import Testing

struct CaseFoldingTests {
    private static let file = "/usr/share/unicode/CaseFolding.txt"

    private func folded(_ text: String) -> String { FoldedText(text).text }

    /// Unicode's own mappings of one code point to one (status C and S), by code point.
    private func mappings() throws -> [UInt32: UInt32] {
        let text = try String(contentsOfFile: Self.file, encoding: .utf8)
        let pairs = text.split(separator: "\n").compactMap { line -> (UInt32, UInt32)? in
            let fields = line.split(separator: ";").map { $0.drop { $0 == " " } }
            guard fields.count > 2, fields[1] == "C" || fields[1] == "S" else { return nil }
            guard let from = UInt32(fields[0], radix: 16), let to = UInt32(fields[2], radix: 16) else { return nil }
            return (from, to)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test func everyCodePointIsFoldedAsUnicodeSays() throws {
        let mappings = try mappings()
        #expect(mappings.count > 1400)
        let wrong = (0...0x10FFFF).compactMap { Unicode.Scalar($0 as UInt32) }.filter { scalar in
            folded(String(scalar)).unicodeScalars.map(\.value) != [mappings[scalar.value] ?? scalar.value]
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: [
        ("ΣΑΣ@e.org", "σας@e.org"), ("Ünal", "üNAL"), ("ЁЖ", "ёж"), ("STRASSE", "strasse"), ("ẞ", "ß"), ("K", "k"),
        ("ſ", "S"), ("ᏸ", "Ᏸ"), ("𐐀", "𐐨"), ("Ω", "ω"), ("µ", "μ"),
    ])
    func oneNameInTwoCasesIsOne(_ first: String, _ second: String) {
        #expect(folded(first) == folded(second))
    }

    @Test(arguments: [("ı", "i"), ("İ", "i"), ("ß", "ss"), ("é", "e"), ("é", "e\u{301}"), ("0", "O")])
    func whatIsAnotherLetterStaysApart(_ first: String, _ second: String) {
        #expect(Array(folded(first).utf8) != Array(folded(second).utf8))
    }
}
