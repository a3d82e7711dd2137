/// The text of one config file, and where its lines begin.
package struct ConfigSource: Sendable {
    /// As messages name the file.
    package let name: String
    private let bytes: [UInt8]
    private let lineStarts: [Int]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        lineStarts = [0] + bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// - Parameter offset: in bytes from 0; beyond the text it means its end. Costs a walk over that line.
    package func position(of offset: Int) -> ConfigPosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        // Bytes 10xxxxxx continue a code point (RFC 3629 §3).
        let column = bytes[lineStarts[low]..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        return ConfigPosition(line: low + 1, column: column)
    }
}
