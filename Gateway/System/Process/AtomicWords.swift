internal import CLinux
import Synchronization

/// A fixed number of 64-bit words that all threads may change at once; all are 0 at first.
@safe package final class AtomicWords: @unchecked Sendable {
    /// Each word is atomic, and the pointer never changes.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    package let count: Int
    private let byteCount: Int

    /// - Parameter count: at least 1.
    package init(count: Int) {
        precondition(count > 0, "there are no empty tables")
        self.count = count
        byteCount = count * MemoryLayout<Atomic<UInt64>>.stride
        // Whole pages, so that a line of the processor's cache holds words 0 to 7, 8 to 15, and so on. They are zero,
        // and take no memory before they are written to.
        let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, Int(bitPattern: memory) != -1 else {
            preconditionFailure("there is no memory for a table")
        }
        unsafe words = unsafe memory.bindMemory(to: Atomic<UInt64>.self, capacity: count)
    }

    deinit { unsafe munmap(words, byteCount) }

    /// - Parameter index: 0 to `count - 1`.
    package func load(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        return unsafe words[index].load(ordering: .acquiring)
    }

    /// Puts `new` in the place of `old`, unless something else is there by now.
    /// - Returns: whether it was put there.
    package func exchange(_ index: Int, _ old: UInt64, for new: UInt64) -> Bool {
        precondition(index >= 0 && index < count)
        return unsafe words[index].compareExchange(
            expected: old, desired: new, ordering: .sequentiallyConsistent
        ).exchanged
    }
}
