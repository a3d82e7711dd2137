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
