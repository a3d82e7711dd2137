extension [UInt8] {
    /// Appends ASCII text of the program's own.
    mutating func append(_ text: StaticString) { append(contentsOf: "\(text)".utf8) }

    /// Appends a number in decimal digits.
    mutating func append(decimal number: Int) {
        var magnitude = number.magnitude
        if number < 0 { append(UInt8(ascii: "-")) }
        var divisor: UInt = 1
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 0x30 + magnitude / divisor))
            magnitude %= divisor
            divisor /= 10
        }
    }

    /// Appends 16 hexadecimal digits.
    mutating func append(hexadecimal number: UInt64) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            append(UInt8(hexadecimalDigit: UInt8(truncatingIfNeeded: number >> shift)))
        }
    }
}
