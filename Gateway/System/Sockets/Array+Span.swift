extension [UInt8] {
    /// Appends a copy of the bytes, in one move.
    @inlinable package mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Appends the text's bytes.
    @inlinable package mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the bytes, each xor-ed with the next of the key's four, the lowest first and then again from the start:
    /// what WebSocket calls masking (RFC 6455 §5.3). Eight bytes in one step.
    /// - Returns: whether all that was appended is ASCII.
    package mutating func append(unmasking bytes: Span<UInt8>, key: UInt32) -> Bool {
        // All empty arrays share one storage, and `append(addingCapacity:)` would write its count, from any thread.
        guard !bytes.isEmpty else { return true }
        var seen: UInt64 = 0
        append(addingCapacity: bytes.count) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, count in
                unsafe bytes.withUnsafeBytes { bytes in
                    seen = unsafe Self.unmask(bytes, key, into: UnsafeMutableRawBufferPointer(target))
                }
                count = bytes.count
            }
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    /// - Returns: all bytes written, or-ed.
    private static func unmask(
        _ bytes: UnsafeRawBufferPointer, _ key: UInt32, into target: UnsafeMutableRawBufferPointer
    ) -> UInt64 {
        let key = UInt64(key) << 32 | UInt64(key)
        var (seen, index): (UInt64, Int) = (0, 0)
        while index &+ 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ key
            seen |= word
            unsafe target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        while index < bytes.count {
            let byte = unsafe bytes[index] ^ UInt8(truncatingIfNeeded: key >> UInt64(8 * (index & 3)))
            seen |= UInt64(byte)
            unsafe target[index] = byte
            index &+= 1
        }
        return seen
    }
}
