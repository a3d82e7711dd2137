import Kit
import Testing

struct EmailTests {
    private func rule(_ text: String) -> String? {
        do throws(BrokenRule) {
            _ = try Email(checking: text)
            return nil
        } catch { return error.text }
    }

    @Test(arguments: ["a@b", "ann@example.org", "Ünal@пример.рф", "a+b/c=d@e", "用户@例子.广告", "e\u{301}@e.org"])
    func anAddressIsTaken(_ text: String) { #expect(rule(text) == nil) }

    @Test(arguments: ["", "a", "@", "a@", "@b", "a@b@c"]) func oneAtIsInside(_ text: String) {
        #expect(rule(text) == "must have one @ inside")
    }

    @Test(arguments: [" ", "\t", "\n", "\u{0}", "\u{7F}", "\u{85}", "\u{9B}", "\u{A0}", "\u{2028}", "\u{3000}"])
    func whiteSpaceAndControlsAreRefused(_ character: String) {
        #expect(rule("a\(character)@b") == "must not have white space or control characters")
    }

    /// Without width, turning the direction, or left out when shown.
    @Test(arguments: [
        "\u{AD}", "\u{34F}", "\u{61C}", "\u{115F}", "\u{180E}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}",
        "\u{200F}", "\u{202A}", "\u{202E}", "\u{2060}", "\u{2066}", "\u{2069}", "\u{3164}", "\u{FE0F}", "\u{FEFF}",
        "\u{FFA0}",
        "\u{FFF9}", "\u{E0001}", "\u{E0020}", "\u{E0100}",
    ])
    func whatNobodySeesIsRefused(_ character: String) {
        #expect(rule("a\(character)@b.org") == "must not have invisible characters")
        #expect(rule("a@b\(character).org") == "must not have invisible characters")
    }
}
