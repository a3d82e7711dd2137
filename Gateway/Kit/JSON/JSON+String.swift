extension JSON {
    /// Appends a string in quotes, escaped where RFC 8259 §7 asks for it.
    package static func appendString(_ text: String, to bytes: inout [UInt8]) {
        let span = text.utf8.span
        bytes.append(0x22)
        if needsEscapes(span) {
            appendEscaped(span, to: &bytes)
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(0x22)
    }

    /// Appends bytes of any kind as a string in quotes; what is not UTF-8 becomes U+FFFD.
    package static func appendString(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(0x22)
        var rest = text
        while let flaw = firstFlaw(in: rest) {
            appendEscaped(rest.extracting(0..<flaw.lowerBound), to: &bytes)
            bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
            rest = rest.extracting(flaw.upperBound...)
        }
        appendEscaped(rest, to: &bytes)
        bytes.append(0x22)
    }

    private static func firstFlaw(in text: Span<UInt8>) -> Range<Int>? {
        do {
            _ = try UTF8Span(validating: text)
            return nil
        } catch {
            return error.byteOffsets
        }
    }

    private static func needsEscapes(_ text: Span<UInt8>) -> Bool {
        var found = false
        for index in text.indices {
            let byte = text[index]
            found = found || byte < 0x20 || byte == 0x22 || byte == 0x5C
        }
        return found
    }

    private static func appendEscaped(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case 0x22, 0x5C:
                bytes.append(0x5C)
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0x00..<0x20:
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(0x30 + byte >> 4)
                bytes.append(UInt8(hexadecimalDigit: byte))
            default: bytes.append(byte)
            }
        }
    }
}
