import Kit
import Testing

struct ConstantTimeTests {
    @Test(arguments: [
        ("", "", true), ("0345", "0345", true), ("0345", "0344", false), ("0345", "1345", false),
        ("0345", "03450", false), ("", "0", false),
        ("a text longer than fifteen bytes", "a text longer than fifteen bytes", true),
        ("a text longer than fifteen bytes", "a text longer than fifteen bytez", false), ("e\u{301}", "\u{E9}", false),
    ])
    func textsAreComparedByteForByte(left: String, right: String, isEqual: Bool) {
        #expect(left.equalsInConstantTime(right) == isEqual)
    }
}
