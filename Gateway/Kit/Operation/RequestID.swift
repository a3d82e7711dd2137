package import System

/// A request's name in the answer (`X-Request-Id`), the access log and the error log.
public struct RequestID: Sendable, CustomStringConvertible {
    /// An id of the gateway's own making; written once, used in the answer and in the log line.
    private let digits: InlineArray<32, UInt8>
    private let given: String?

    /// An id of the gateway's own making, shown as 32 hexadecimal digits.
    package init(high: UInt64, low: UInt64) {
        var digits = InlineArray<32, UInt8>(repeating: 0)
        for index in 0..<16 {
            let shift = UInt64(60 - index * 4)
            digits[index] = UInt8(hexadecimalDigit: UInt8(truncatingIfNeeded: high &>> shift))
            digits[index + 16] = UInt8(hexadecimalDigit: UInt8(truncatingIfNeeded: low &>> shift))
        }
        self.digits = digits
        given = nil
    }

    /// An id that came with the request. `nil` unless it is 1 to 128 letters, digits, `-`, `_`, `.`, `:`, `=` or `+`.
    package init?(given bytes: Span<UInt8>) {
        guard (1...128).contains(bytes.count) else { return nil }
        for index in bytes.indices where !Self.isAllowed(bytes[index]) { return nil }
        guard let text = try? UTF8Span(validating: bytes) else { return nil }
        digits = InlineArray(repeating: 0)
        given = String(copying: text)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "-_.:=+".utf8.contains(byte)
    }

    /// Appends the id to a header field or a log line; all bytes are printable ASCII without quotes.
    package func append(to bytes: inout [UInt8]) {
        if let given { return bytes.append(contentsOf: given.utf8) }
        bytes.append(copying: digits.span)
    }

    /// The same.
    package func append(to buffer: inout ByteBuffer) {
        if let given { return buffer.append(copying: given.utf8.span) }
        buffer.append(copying: digits.span)
    }

    /// The id as text.
    public var description: String {
        if let given { return given }
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
