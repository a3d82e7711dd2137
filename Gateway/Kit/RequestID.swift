/// A request's name in the answer (`X-Request-Id`), the access log and the error log.
public struct RequestID: Sendable, Hashable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64
    private let given: String?

    /// An id of the gateway's own making, shown as 32 hexadecimal digits.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
        given = nil
    }

    /// An id that came with the request. `nil` unless it is 1 to 128 letters, digits, `-`, `_`, `.`, `:`, `=` or `+`.
    package init?(given bytes: Span<UInt8>) {
        guard (1...128).contains(bytes.count) else { return nil }
        for index in bytes.indices where !Self.isAllowed(bytes[index]) { return nil }
        high = 0
        low = 0
        guard let text = try? UTF8Span(validating: bytes) else { return nil }
        given = String(copying: text)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E, 0x3A, 0x3D, 0x2B: true
        default: false
        }
    }

    /// Appends the id to a header field or a log line; all bytes are printable ASCII without quotes.
    package func append(to bytes: inout [UInt8]) {
        guard given == nil else { return bytes.append(contentsOf: description.utf8) }
        Self.appendHexadecimal(high, to: &bytes)
        Self.appendHexadecimal(low, to: &bytes)
    }

    private static func appendHexadecimal(_ word: UInt64, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 16) { output in
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> shift) & 0xF
                output.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            }
        }
    }

    /// The id as text.
    public var description: String {
        if let given { return given }
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
