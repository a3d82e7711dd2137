@testable import Core
import Testing

struct UTF8CheckTests {
    /// Bytes at which a rule begins or ends.
    private static let borders: [UInt8] = [
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
        0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]

    private func look(at bytes: [UInt8], pieceBytes: Int) -> (firstBad: Int?, isComplete: Bool) {
        var check = UTF8Check()
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + pieceBytes)
            if !check.accepts(bytes.span.extracting(start..<end)) { return (start, false) }
            start = end
        }
        return (nil, check.isComplete)
    }

    /// Byte by byte for the place, and whole for what is looked at in larger steps.
    private func isJudgedRightly(_ bytes: [UInt8]) -> Bool {
        let right = UTF8Model.look(at: bytes)
        let whole = look(at: bytes, pieceBytes: max(bytes.count, 1))
        return look(at: bytes, pieceBytes: 1) == right && (whole.firstBad == nil) == (right.firstBad == nil)
            && whole.isComplete == right.isComplete
    }

    @Test func everyPairOfBytesIsJudgedAsSwiftEncodes() {
        for first in 0...UInt8.max {
            for second in 0...UInt8.max where !isJudgedRightly([first, second]) {
                Issue.record("\([first, second])")
            }
        }
    }

    @Test func bytesAtTheBordersAreJudgedAsSwiftEncodes() {
        for first in Self.borders where first >= 0xE0 {
            for second in Self.borders {
                for third in Self.borders {
                    for fourth in Self.borders where !isJudgedRightly([first, second, third, fourth]) {
                        Issue.record("\([first, second, third, fourth])")
                    }
                }
            }
        }
    }

    /// ASCII is passed over in words of eight: whatever stands around it is seen all the same.
    @Test(arguments: 0...24) func aBadByteAmongASCIIIsSeenAtEveryPlace(place: Int) {
        var bytes = [UInt8](repeating: 0x61, count: 25)
        #expect(isJudgedRightly(bytes))
        bytes[place] = 0xFF
        #expect(look(at: bytes, pieceBytes: 25).firstBad != nil)
        bytes.replaceSubrange(place...place, with: [0xD0, 0xB6])
        #expect(isJudgedRightly(bytes) && look(at: bytes, pieceBytes: 26) == (nil, true))
    }
}
