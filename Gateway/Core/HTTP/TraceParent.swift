/// The `traceparent` field of W3C Trace Context, version 00:
/// ```
/// 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
///    trace id, 32 digits              parent, 16       flags
/// ```
package enum TraceParent {
    /// Where the trace id stands; `nil` when the field is invalid: digits are lower-case hexadecimal, and neither id
    /// is all zeros. Other versions are not read.
    package static func traceID(from field: Span<UInt8>) -> Range<Int>? {
        guard field.count == 55, field[0] == 0x30, field[1] == 0x30,
            field[2] == 0x2D, field[35] == 0x2D, field[52] == 0x2D,
            isIdentifier(field.extracting(3..<35)), isIdentifier(field.extracting(36..<52)),
            isHexadecimal(field[53]), isHexadecimal(field[54])
        else { return nil }
        return 3..<35
    }

    private static func isIdentifier(_ text: Span<UInt8>) -> Bool {
        var digits: UInt8 = 0
        for index in text.indices {
            guard isHexadecimal(text[index]) else { return false }
            digits |= text[index]
        }
        // All zeros leave just the bits of the character 0.
        return digits != 0x30
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { byte.isDigit || byte &- 0x61 < 6 }
}
