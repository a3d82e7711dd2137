import System
import Testing
import TestSupport

struct ByteBufferTests {
    private func bytes(_ buffer: borrowing ByteBuffer) -> [UInt8] {
        buffer.span.withUnsafeBufferPointer { Array($0) }
    }

    @Test func anEmptyBufferHoldsNoMemory() {
        var buffer = ByteBuffer()
        #expect(buffer.isEmpty && buffer.capacity == 0 && buffer.span.isEmpty)
        buffer.append(7)
        #expect(buffer.capacity > 0)
        buffer.release()
        #expect(buffer.isEmpty && buffer.capacity == 0)
    }

    @Test func bytesStandInTheOrderInWhichTheyCame() {
        var buffer = ByteBuffer()
        buffer.append("ab")
        buffer.append(copying: Array("cde".utf8).span)
        buffer.append(copying: [UInt8]().span)
        buffer.append("")
        buffer.append(UInt8(ascii: "f"))
        #expect(bytes(buffer) == Array("abcdef".utf8))
    }

    @Test func anEmptiedBufferKeepsItsMemory() {
        var buffer = ByteBuffer()
        buffer.append(copying: [UInt8](repeating: 5, count: 1000).span)
        let capacity = buffer.capacity
        buffer.removeAll()
        #expect(buffer.isEmpty && buffer.span.isEmpty && buffer.capacity == capacity)
        buffer.append("a")
        #expect(bytes(buffer) == [UInt8(ascii: "a")] && buffer.capacity == capacity)
    }

    /// No two of its parts are alike.
    private static let pattern = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

    @Test(arguments: [UInt64](1...8)) func itHoldsWhatAnArrayWould(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var buffer = ByteBuffer()
        var model: [UInt8] = []
        for _ in 0..<300 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                buffer.removeAll()
                model = []
            case 1:
                buffer.release()
                model = []
            case 2..<8:
                buffer.append(UInt8(truncatingIfNeeded: model.count))
                model.append(UInt8(truncatingIfNeeded: model.count))
            default:
                let limit = Int.random(in: 0..<8, using: &random) == 0 ? Self.pattern.count : 40
                let added = Array(Self.pattern.prefix(Int.random(in: 0...limit, using: &random)))
                buffer.append(copying: added.span)
                model += added
            }
            #expect(bytes(buffer) == model, "seed \(seed)")
            #expect(buffer.count == model.count && buffer.isEmpty == model.isEmpty)
        }
    }
}
