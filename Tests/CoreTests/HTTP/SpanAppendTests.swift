@testable import Core
import Kit
import TestSupport
import Testing

struct SpanAppendTests {
    @Test func aCopyIsAppended() {
        var bytes = Array("ab".utf8)
        bytes.append(copying: Array("cde".utf8).span)
        #expect(bytes == Array("abcde".utf8))
    }

    @Test(arguments: 0...20) func bytesAreUnmaskedOneByOneAndOneThatIsNotASCIIIsSeen(count: Int) {
        let key: [UInt8] = [0x01, 0x20, 0xFF, 0x80]
        for place in -1..<count {
            let plain = (0..<count).map { UInt8($0 == place ? 0x80 : $0 * 6) }
            let masked = plain.indices.map { plain[$0] ^ key[$0 % 4] }
            var bytes = Array("ab".utf8)
            let isASCII = bytes.append(unmasking: masked.span, key: 0x80FF_2001)
            #expect(bytes == Array("ab".utf8) + plain)
            #expect(isASCII == (place < 0))
        }
    }

    /// All empty arrays are one object, which nobody may write to: the thread sanitizer tells if somebody does.
    @Test func nothingAppendedToNothingTouchesNothing() {
        let lengths = inParallel(4) { _ in
            (0..<1000).map { _ in
                var bytes: [UInt8] = []
                bytes.append(copying: [UInt8]().span)
                _ = bytes.append(unmasking: [UInt8]().span, key: 1)
                return bytes.count + Base64URL.encode([]).utf8.count + (Base64URL.decode("")?.count ?? 1)
            }.reduce(0, +)
        }
        #expect(lengths == [0, 0, 0, 0])
    }
}
