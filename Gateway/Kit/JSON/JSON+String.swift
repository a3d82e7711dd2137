package import System

extension JSON {
    /// Appends a string in quotes, escaped where RFC 8259 §7 asks for it.
    package static func appendString(_ text: String, to bytes: inout [UInt8]) {
        appendQuoted(text.utf8.span, to: &bytes)
    }

    /// Appends bytes of any kind as a string in quotes; what is not UTF-8 becomes U+FFFD.
    package static func appendString(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        if firstFlaw(in: text) == nil { return appendQuoted(text, to: &bytes) }
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

    /// The same into a buffer.
    package static func appendString(_ text: Span<UInt8>, to buffer: inout ByteBuffer) {
        guard text.firstByteToEscape(from: 0) == text.count, firstFlaw(in: text) == nil else {
            var bytes: [UInt8] = []
            appendString(text, to: &bytes)
            return buffer.append(copying: bytes.span)
        }
        buffer.append(0x22)
        buffer.append(copying: text)
        buffer.append(0x22)
    }

    /// Appends a member's key in quotes, with a comma before it, if there is to be one, and a colon after it.
    static func appendKey(_ key: String, afterComma: Bool, to bytes: inout [UInt8]) {
        let text = key.utf8.span
        guard text.firstByteToEscape(from: 0) == text.count else {
            if afterComma { bytes.append(0x2C) }
            appendQuoted(text, to: &bytes)
            return bytes.append(0x3A)
        }
        bytes.append(addingCapacity: text.count + 4) { output in
            if afterComma { output.append(0x2C) }
            output.append(0x22)
            for index in text.indices { output.append(text[index]) }
            output.append(0x22)
            output.append(0x3A)
        }
    }

    /// - Parameter text: UTF-8.
    private static func appendQuoted(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        if text.firstByteToEscape(from: 0) == text.count {
            bytes.append(addingCapacity: text.count + 2) { output in
                output.append(0x22)
                for index in text.indices { output.append(text[index]) }
                output.append(0x22)
            }
        } else {
            bytes.append(0x22)
            appendEscaped(text, to: &bytes)
            bytes.append(0x22)
        }
    }

    private static func firstFlaw(in text: Span<UInt8>) -> Range<Int>? {
        do {
            _ = try UTF8Span(validating: text)
            return nil
        } catch {
            return error.byteOffsets
        }
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

extension Span<UInt8> {
    /// The first quote, backslash or control character from there on, which no JSON string holds as it is; else the
    /// count.
    ///
    /// Looks at eight bytes in one step.
    func firstByteToEscape(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index &+ 8 <= count {
            let word = word(at: index)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            // A borrow may mark bytes above the first one that is marked, never below it.
            let marks =
                (((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes)
                    | ((backslashes &- ones) & ~backslashes)) & (ones &* 0x80)
            if marks != 0 { return index &+ marks.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return index }
            index &+= 1
        }
        return count
    }
}
