import Kit
import System

/// One config file: its name, its text, and where its lines begin.
package struct ConfigSource: Sendable {
    /// As messages name the file.
    package let name: String
    /// Where relative paths in it start; empty for the working directory.
    package let directory: String
    private let bytes: [UInt8]
    private let lineStarts: [Int]
    /// How many code points begin before every `stride`-th byte, so that a file of one long line costs no more.
    private let codePointsBefore: [Int]
    private static let stride = 1024

    package init(name: String, directory: String = "", bytes: [UInt8]) {
        self.name = name
        self.directory = directory
        self.bytes = bytes
        lineStarts = [0] + bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        var counts = [0]
        for start in Swift.stride(from: 0, to: bytes.count, by: Self.stride) {
            let end = min(start + Self.stride, bytes.count)
            counts.append(counts[counts.count - 1] + Self.codePoints(bytes[start..<end]))
        }
        codePointsBefore = counts
    }

    /// The SHA-256 of the text, as `sha256sum` prints it.
    package var digest: String {
        let digits = SHA256.digest(bytes.span).flatMap {
            [UInt8(hexadecimalDigit: $0 >> 4), UInt8(hexadecimalDigit: $0)]
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Bytes 10xxxxxx continue a code point (RFC 3629 §3).
    private static func codePoints(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    private func codePoints(before offset: Int) -> Int {
        let block = offset / Self.stride
        return codePointsBefore[block] + Self.codePoints(bytes[block * Self.stride..<offset])
    }

    /// - Parameter offset: in bytes from 0; beyond the text it means its end.
    package func position(of offset: Int) -> ConfigPosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = 1 + codePoints(before: offset) - codePoints(before: lineStarts[low])
        return ConfigPosition(line: low + 1, column: column)
    }
}
