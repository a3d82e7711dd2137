extension Span<UInt8> {
    /// Byte by byte.
    func isEqual(to other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Byte by byte, ASCII letters in any case.
    func isEqual(toLowercase other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in indices {
            let byte = self[index]
            let isUpper = byte >= 0x41 && byte <= 0x5A
            if (isUpper ? byte | 0x20 : byte) != other[index] { return false }
        }
        return true
    }
}
