/// A place in a text as an editor shows it.
public struct JSONPosition: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; lines end with LF.
    public let line: Int
    /// The column, from 1; it counts code points.
    public let column: Int

    /// Costs a walk over the text up to the offset: places are worked out for errors only.
    init(of offset: Int, in bytes: Span<UInt8>) {
        var line = 1
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            let byte = bytes[index]
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    /// As in error texts: `41:17`.
    public var description: String { "\(line):\(column)" }
}
