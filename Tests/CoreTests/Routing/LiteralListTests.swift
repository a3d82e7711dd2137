import TestSupport
import Testing

@testable import Core

struct LiteralListTests {
    /// Texts that share their beginnings, their ends and their lengths.
    private static func texts(_ generator: inout SeededGenerator) -> [String] {
        let letters = (0..<40).map { _ in Bool.random(using: &generator) ? "a" : "b" }
        let cut = (1...40).map { letters.prefix($0).joined() }
        let changed = cut.map { text in
            var characters = Array(text)
            characters[Int.random(in: characters.indices, using: &generator)] = "c"
            return String(characters)
        }
        return Array(Set(cut + changed)).shuffled(using: &generator)
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func aTextIsFoundByAllOfItsBytes(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let texts = Self.texts(&generator)
        let known = texts.prefix(texts.count / 2)
        var list = LiteralList()
        _ = list.append([("aa", -1), ("b", -2)])
        let siblings = list.append(known.enumerated().map { ($0.element, $0.offset) })
        for text in texts {
            // Wherever it stands in a path.
            for path in ["/\(text)", "/x/\(text)/y", "/longer-than-a-word/\(text)/"] {
                let bytes = Array(path.utf8)
                let start = path.hasPrefix("/x") ? 3 : path.hasPrefix("/l") ? 20 : 1
                var found: Int?
                if let segment = SegmentText(of: bytes.span, from: start) {
                    found = list.child(among: siblings, named: segment)
                }
                #expect(found == known.firstIndex(of: text), "seed \(seed): \(path)")
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 1000]) func allSiblingsAreFound(_ count: Int) {
        var list = LiteralList()
        let siblings = list.append((0..<count).map { ("item\($0)", $0) })
        for number in 0..<count + 1 {
            let text = Array("item\(number)".utf8)
            let found = list.child(among: siblings, named: SegmentText(text.span))
            #expect(found == (number < count ? number : nil))
        }
    }

    @Test func lettersAloneAreFoldedWhereCaseDoesNotCount() {
        var list = LiteralList()
        let hosts = list.append([("abcxyz-09.example", 1), ("[a]", 2), ("@`", 3)])
        func find(_ host: String) -> Int? {
            let bytes = Array(host.utf8)
            return list.child(among: hosts, named: SegmentText(bytes.span, foldsCase: true))
        }
        #expect(find("ABCXYZ-09.EXAMPLE") == 1 && find("abcxyz-09.Example") == 1)
        #expect(find("[A]") == 2 && find("{A}") == nil)
        #expect(find("@`") == 3 && find("``") == nil && find("@@") == nil)
        let path = Array("[A]".utf8)
        let found = list.child(among: hosts, named: SegmentText(path.span))
        #expect(found == nil)
    }

    @Test func aSegmentIsCutAsThePathIs() {
        for length in 0...24 {
            for slash in 0...length {
                var bytes = [UInt8(ascii: "/")] + [UInt8](repeating: UInt8(ascii: "a"), count: length)
                bytes[slash] = UInt8(ascii: "/")
                for start in 1...bytes.count {
                    var range: Range<Int>?
                    if let segment = SegmentText(of: bytes.span, from: start) { range = segment.range }
                    let expected = bytes.span.pathSegment(from: start)
                    #expect(range == expected)
                }
            }
        }
    }
}
