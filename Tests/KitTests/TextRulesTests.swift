import Kit
import Testing

struct TextRulesTests {
    private func rule(_ check: () throws(BrokenRule) -> Void) -> String? {
        do {
            try check()
            return nil
        } catch { return error.text }
    }

    @Test(
        arguments: [
            ("", 0...2, nil), ("яя", 0...2, nil), ("яяя", 0...2, "must be at most 2 characters"),
            ("", 1...2, "must be 1 to 2 characters"), ("e\u{301}", 1...1, "must be 1 to 1 characters"),
        ] as [(String, ClosedRange<Int>, String?)])
    func charactersAreCodePoints(_ text: String, _ counts: ClosedRange<Int>, _ words: String?) {
        #expect(rule { () throws(BrokenRule) in try text.checkCharacterCount(counts) } == words)
    }

    @Test func controlCharactersAreFound() {
        for text in ["\u{0}", "a\n", "\u{7F}", "\u{9F}"] {
            #expect(
                rule { () throws(BrokenRule) in try text.checkNoControlCharacters() }
                    == "must not have control characters")
        }
        #expect(rule { () throws(BrokenRule) in try "a \u{A0}\u{202E}".checkNoControlCharacters() } == nil)
    }

    @Test func digitsAreThoseOfASCII() {
        #expect("0123".isDigits(4) && "".isDigits(0))
        for text in ["012", "01234", "01 3", "+123", "٠١", "012\u{0}"] { #expect(!text.isDigits(4), "\(text)") }
    }
}
