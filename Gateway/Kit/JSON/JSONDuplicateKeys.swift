/// Finds a key that an object has twice, in time proportional to the object's size whatever its keys are.
enum JSONDuplicateKeys {
    /// Up to here every key is compared with every other; above, a hash table is cheaper.
    private static let smallCount = 16

    /// - Returns: the rows of the first key that repeats an earlier one, and of that earlier one.
    static func find(
        inObjectAt object: Int, _ entries: Span<JSONEntry>, _ bytes: Span<UInt8>
    ) -> (first: Int, second: Int)? {
        let end = Int(entries[object].next)
        var rows = InlineArray<16, Int>(repeating: 0)
        var prints = InlineArray<16, UInt32>(repeating: 0)
        var count = 0
        var key = object + 1
        while key < end {
            guard count < smallCount, !entries[key].isEscaped else { return findInLarge(object, entries, bytes) }
            let print = fingerprint(of: entries[key], bytes)
            for index in 0..<count where prints[index] == print {
                if isSame(entries[rows[index]], entries[key], bytes) { return (rows[index], key) }
            }
            rows[count] = key
            prints[count] = print
            count += 1
            key = Int(entries[key + 1].next)
        }
        return nil
    }

    /// Differs for most keys that differ: their length, first and last byte. A quote stands in for an absent one.
    private static func fingerprint(of key: JSONEntry, _ bytes: Span<UInt8>) -> UInt32 {
        let first = UInt32(bytes[Int(key.start) + 1])
        let last = UInt32(bytes[Int(key.end) - 2])
        return (key.end &- key.start) << 16 | first << 8 | last
    }

    /// Open addressing; the hash is seeded per process, so no sender can choose keys that collide.
    private static func findInLarge(
        _ object: Int, _ entries: Span<JSONEntry>, _ bytes: Span<UInt8>
    ) -> (first: Int, second: Int)? {
        let end = Int(entries[object].next)
        // A member has at least two rows, so at most half of the slots are taken.
        let mask = max(16, (end - object).nextPowerOfTwo) - 1
        var slots = [UInt32](repeating: JSONEntry.none, count: mask + 1)
        var key = object + 1
        while key < end {
            var slot = hash(of: entries[key], bytes) & mask
            while slots[slot] != JSONEntry.none {
                let earlier = Int(slots[slot])
                if isSame(entries[earlier], entries[key], bytes) { return (earlier, key) }
                slot = (slot + 1) & mask
            }
            slots[slot] = UInt32(truncatingIfNeeded: key)
            key = Int(entries[key + 1].next)
        }
        return nil
    }

    private static func isSame(_ left: JSONEntry, _ right: JSONEntry, _ bytes: Span<UInt8>) -> Bool {
        if left.isEscaped || right.isEscaped { return isSameUnescaped(left, right, bytes) }
        guard left.end - left.start == right.end - right.start else { return false }
        let distance = Int(right.start) - Int(left.start)
        for index in left.content where bytes[index] != bytes[index + distance] { return false }
        return true
    }

    private static func isSameUnescaped(_ left: JSONEntry, _ right: JSONEntry, _ bytes: Span<UInt8>) -> Bool {
        var left = JSONStringCursor(bytes, left.content)
        var right = JSONStringCursor(bytes, right.content)
        while true {
            let byte = left.next()
            guard byte == right.next() else { return false }
            if byte == nil { return true }
        }
    }

    private static func hash(of key: JSONEntry, _ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        var cursor = JSONStringCursor(bytes, key.content)
        var word: UInt64 = 0
        var count: UInt64 = 0
        while let byte = cursor.next() {
            word = word << 8 | UInt64(byte)
            count += 1
            if count & 7 == 0 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(count)
        return hasher.finalize()
    }
}

extension Int {
    /// The smallest power of two that is not smaller, for 1 and up.
    fileprivate var nextPowerOfTwo: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
