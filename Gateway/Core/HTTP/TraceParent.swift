/// The `traceparent` field of W3C Trace Context: `00-<32 hex>-<16 hex>-<2 hex>`, in lower case, ids not all zero.
enum TraceParent {
    static func isValid(_ field: Span<UInt8>) -> Bool {
        guard field.count == 55, field[0] == 0x30, field[1] == 0x30 else { return false }
        for dash in [2, 35, 52] where field[dash] != UInt8(ascii: "-") { return false }
        return isIdentifier(field.extracting(3..<35)) && isIdentifier(field.extracting(36..<52))
            && isHexadecimal(field.extracting(53..<55))
    }

    private static func isIdentifier(_ text: Span<UInt8>) -> Bool {
        guard isHexadecimal(text) else { return false }
        for index in text.indices where text[index] != 0x30 { return true }
        return false
    }

    private static func isHexadecimal(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where !(text[index].isDigit || (0x61...0x66).contains(text[index])) { return false }
        return true
    }
}
