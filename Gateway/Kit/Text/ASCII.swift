package import System

/// What bytes of ASCII text mean, for all that read and write it byte by byte. Inlined, since the parsers of Core do
/// that to every byte of a request.
extension UInt8 {
    /// `0` to `9`.
    @inlinable package var isDigit: Bool { self &- 0x30 < 10 }

    /// `A` to `Z`, `a` to `z`.
    @inlinable package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// A letter or a digit.
    @inlinable package var isLetterOrDigit: Bool { isDigit || isLetter }

    /// `tchar`, of which tokens are made (RFC 9110 §5.6.2).
    package var isTokenByte: Bool { isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(self) }

    /// A letter, a digit or a hyphen: of which the labels of host names are made (RFC 1123 §2.1).
    package var isLabelByte: Bool { isLetterOrDigit || self == 0x2D }

    /// The value of a decimal digit; meaningless for other bytes.
    package var digitValue: Int { Int(self &- 0x30) }

    /// The value of a hexadecimal digit, in either case; `nil` when it is none.
    @inlinable package var hexadecimalValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }

    /// The hexadecimal digit, in lower case, that stands for the low four bits of a value.
    @inlinable package init(hexadecimalDigit value: UInt8) {
        let value = value & 0xF
        self = value < 10 ? 0x30 &+ value : 0x57 &+ value
    }
}

extension Span<UInt8> {
    /// Eight bytes, the first one in the lowest bits. Compiles to one load and one check of the bounds.
    @inlinable
    @inline(__always)
    package func word(at index: Int) -> UInt64 {
        let eight = extracting(index..<index &+ 8)
        var word: UInt64 = 0
        for place in 0..<8 { word |= UInt64(eight[place]) &<< UInt64(8 &* place) }
        return word
    }
}

extension String {
    /// 128 random bits as 32 hexadecimal digits.
    static func randomHexadecimal() -> String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        for byte in Random.bytes(16) {
            text.append(UInt8(hexadecimalDigit: byte >> 4))
            text.append(UInt8(hexadecimalDigit: byte))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

// MARK: Decimal

extension Int64 {
    /// - Parameter digits: ASCII digits, perhaps after a minus sign. `nil` when they are not, or exceed 64 bits.
    package init?(digits: Span<UInt8>) {
        let isNegative = digits.count > 0 && digits[0] == 0x2D
        var index = isNegative ? 1 : 0
        guard index < digits.count else { return nil }
        // Built below zero, where there is room for one number more.
        var value: Int64 = 0
        while index < digits.count {
            guard digits[index].isDigit else { return nil }
            let (tens, overflowsTens) = value.multipliedReportingOverflow(by: 10)
            let (next, overflows) = tens.subtractingReportingOverflow(Int64(digits[index].digitValue))
            if overflowsTens || overflows { return nil }
            value = next
            index += 1
        }
        if !isNegative && value == .min { return nil }
        self = isNegative ? value : -value
    }
}

extension Sequence<UInt8> {
    /// The number that a few decimal digits make, which have been checked.
    package var decimalValue: Int { reduce(0) { $0 * 10 + $1.digitValue } }
}

extension FixedWidthInteger {
    /// Its decimal digits, after a minus sign when it is negative.
    @inline(__always)
    fileprivate func withDigits(_ body: (Span<UInt8>) -> Void) {
        // The place before the digits holds a minus sign already.
        var digits = InlineArray<40, UInt8>(repeating: 0x2D)
        var first = digits.count
        var rest = magnitude
        repeat {
            first &-= 1
            digits[first] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        if self < 0 { first &-= 1 }
        body(digits.span.extracting(first..<digits.count))
    }
}

extension [UInt8] {
    /// Appends a number in decimal digits.
    package mutating func append(decimal number: some FixedWidthInteger) {
        number.withDigits { append(copying: $0) }
    }

    /// The same for the usual kind, which other modules call as it is.
    package mutating func append(decimal number: Int) { number.withDigits { append(copying: $0) } }
}

extension ByteBuffer {
    /// Adds a number in decimal digits.
    package mutating func append(decimal number: Int) { number.withDigits { append(copying: $0) } }

    /// Adds a number in 16 hexadecimal digits.
    package mutating func append(hexadecimal number: UInt64) {
        var digits = InlineArray<16, UInt8>(repeating: 0)
        for index in 0..<16 {
            digits[index] = UInt8(hexadecimalDigit: UInt8(truncatingIfNeeded: number &>> UInt64(60 &- index &* 4)))
        }
        append(copying: digits.span)
    }
}

// MARK: Percent-encoding (RFC 3986 §2.1)

extension Span<UInt8> {
    /// The bytes meant. A `%` without two hexadecimal digits stands for itself, as browsers have it (WHATWG URL §1.3).
    /// - Parameter plusIsSpace: as in forms.
    func percentDecoded(plusIsSpace: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var index = 0
        while index < count {
            if let byte = escapedByte(at: index) {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(self[index] == 0x2B && plusIsSpace ? 0x20 : self[index])
                index += 1
            }
        }
        return bytes
    }

    /// What a `%` and two digits there stand for; `nil` when something else is there.
    package func escapedByte(at index: Int) -> UInt8? {
        guard self[index] == 0x25, index + 2 < count, let high = self[index + 1].hexadecimalValue,
            let low = self[index + 2].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }

    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var index = start
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }
}

extension [UInt8] {
    /// Appends a text of which all but unreserved characters (RFC 3986 §2.3) are escaped.
    mutating func append(percentEncoding text: String) {
        for byte in text.utf8 {
            if byte.isUnreserved {
                append(byte)
            } else {
                append(UInt8(ascii: "%"))
                append(UInt8(hexadecimalDigit: byte >> 4))
                append(UInt8(hexadecimalDigit: byte))
            }
        }
    }
}

extension UInt8 {
    /// A letter, a digit, `-`, `.`, `_` or `~` (RFC 3986 §2.3).
    var isUnreserved: Bool { isLetterOrDigit || "-._~".utf8.contains(self) }
}
