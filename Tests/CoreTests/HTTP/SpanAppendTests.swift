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

    /// All empty arrays are one object, which nobody may write to: the thread sanitizer tells if somebody does.
    @Test func nothingAppendedToNothingTouchesNothing() {
        let lengths = inParallel(4) { _ in
            (0..<1000).map { _ in
                var bytes: [UInt8] = []
                bytes.append(copying: [UInt8]().span)
                return bytes.count + Base64URL.encode([]).utf8.count + (Base64URL.decode("")?.count ?? 1)
            }.reduce(0, +)
        }
        #expect(lengths == [0, 0, 0, 0])
    }
}
