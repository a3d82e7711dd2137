/// A message authentication code: 32 or 64 bytes, kept in place so that making one allocates nothing.
package struct HMACCode: Sendable {
    private var storage = InlineArray<64, UInt8>(repeating: 0)
    private let byteCount: Int

    /// - Parameter byteCount: at most 64.
    init(byteCount: Int) {
        precondition(byteCount <= 64, "no hash here makes longer codes")
        self.byteCount = byteCount
    }

    /// The code.
    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { storage.span.extracting(first: byteCount) }
    }

    /// The first 8 bytes as a number, for a short fingerprint.
    package var leading64Bits: UInt64 {
        var value: UInt64 = 0
        for index in 0..<8 { value = value << 8 | UInt64(storage[index]) }
        return value
    }

    /// Gives all 64 bytes to a hash function.
    mutating func withUnsafeMutableBytes(_ body: (UnsafeMutablePointer<UInt8>) -> Void) {
        var span = storage.mutableSpan
        unsafe span.withUnsafeMutableBufferPointer { buffer in
            if let address = buffer.baseAddress { unsafe body(address) }
        }
    }
}
