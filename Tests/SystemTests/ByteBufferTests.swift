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

    @Test func bytesLeaveInTheOrderInWhichTheyCame() {
        var buffer = ByteBuffer()
        buffer.append("ab")
        buffer.append(copying: Array("cde".utf8).span)
        buffer.append(addingCapacity: 10) { output in
            output.append(UInt8(ascii: "f"))
        }
        buffer.consume(2)
        buffer.append(UInt8(ascii: "g"))
        #expect(bytes(buffer) == Array("cdefg".utf8))
        buffer.truncate(to: 3)
        #expect(bytes(buffer) == Array("cde".utf8))
    }

    @Test func whatWasWrittenBeforeAnErrorStays() {
        struct Refusal: Error {}
        var buffer = ByteBuffer()
        #expect(throws: Refusal.self) {
            try buffer.append(addingCapacity: 4) { (output) throws(Refusal) in
                output.append(1)
                throw Refusal()
            }
        }
        #expect(bytes(buffer) == [1])
    }

    @Test func takingAndAddingInTurnNeedsNoMoreMemory() {
        var buffer = ByteBuffer()
        buffer.reserve(1000)
        let capacity = buffer.capacity
        let piece = [UInt8](repeating: 5, count: 300)
        buffer.append(copying: piece.span)
        for _ in 0..<1000 {
            buffer.append(copying: piece.span)
            buffer.consume(300)
        }
        #expect(buffer.capacity == capacity)
        #expect(bytes(buffer) == piece)
    }

    /// No two of its parts are alike.
    private static let pattern = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

    @Test(arguments: [UInt64](1...8)) func itHoldsWhatAnArrayWould(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var buffer = ByteBuffer()
        var model: [UInt8] = []
        for _ in 0..<300 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0..<4:
                let limit = Bool.random(using: &random) ? 40 : Self.pattern.count
                let added = Array(Self.pattern.prefix(Int.random(in: 0...limit, using: &random)))
                buffer.append(copying: added.span)
                model += added
            case 4..<7:
                let count = Int.random(in: 0...model.count, using: &random)
                buffer.consume(count)
                model.removeFirst(count)
            default:
                let count = Int.random(in: 0...model.count, using: &random)
                buffer.truncate(to: count)
                model.removeLast(model.count - count)
            }
            #expect(bytes(buffer) == model, "seed \(seed)")
            #expect(buffer.count == model.count && buffer.isEmpty == model.isEmpty)
        }
    }

    @Test func aPoolGivesTheSameMemoryAgain() {
        var pool = ByteBufferPool(pieceBytes: 4096, keepingAtMost: 1)
        var first = ByteBuffer()
        pool.equip(&first)
        #expect(first.capacity == 4096)
        first.append("bytes of one connection")
        pool.takeBack(&first)
        #expect(first.isEmpty && first.capacity == 0)
        var second = ByteBuffer()
        pool.equip(&second)
        #expect(second.isEmpty && second.capacity == 4096)
    }

    @Test func aPoolLeavesABufferItsMemory() {
        var pool = ByteBufferPool()
        var buffer = ByteBuffer()
        buffer.append("kept")
        let capacity = buffer.capacity
        pool.equip(&buffer)
        #expect(bytes(buffer) == Array("kept".utf8) && buffer.capacity == capacity)
    }

    @Test(arguments: [100_000, 500_000]) func aPoolFreesMemoryThatHasGrown(count: Int) {
        var pool = ByteBufferPool(pieceBytes: 4096)
        var buffer = ByteBuffer()
        pool.equip(&buffer)
        buffer.append(copying: [UInt8](repeating: 1, count: count).span)
        pool.takeBack(&buffer)
        #expect(buffer.capacity == 0)
        pool.equip(&buffer)
        #expect(buffer.capacity == 4096)
    }
}
