extension [UInt8] {
    /// Appends ASCII text of the program's own.
    mutating func append(_ text: StaticString) { append(contentsOf: "\(text)".utf8) }
}
