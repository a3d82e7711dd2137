import Kit

/// A field's value with its parameters: `form-data; name="file"; filename="a.png"` (RFC 9110 §5.6.6).
struct FieldParameters {
    /// What stands before the first semicolon, in lower case.
    let value: String
    /// Names in lower case; values without quotes.
    private var all: [(name: String, value: [UInt8])] = []

    /// `nil` for what is not written so, and for a name that is given twice.
    init?(_ text: [UInt8]) {
        let end = text.firstIndex(of: UInt8(ascii: ";")) ?? text.count
        guard let value = String(validating: text[..<end], as: UTF8.self) else { return nil }
        self.value = value.lowercased().filter { $0 != " " && $0 != "\t" }
        var reader = Reader(text: text, index: end)
        while !reader.isAtEnd {
            guard let parameter = reader.next() else { return nil }
            // Between two semicolons there may be nothing.
            if parameter.name.isEmpty { continue }
            guard self[parameter.name] == nil else { return nil }
            all.append(parameter)
        }
    }

    subscript(name: String) -> [UInt8]? { all.first { $0.name == name }?.value }

    private struct Reader {
        let text: [UInt8]
        var index: Int

        var isAtEnd: Bool { index == text.count }

        /// From a semicolon up to the next; `nil` when that is no parameter.
        mutating func next() -> (name: String, value: [UInt8])? {
            guard take(UInt8(ascii: ";")) else { return nil }
            skipBlanks()
            let name = takeToken()
            if name.isEmpty {
                return isAtEnd || text[index] == UInt8(ascii: ";") ? ("", []) : nil
            }
            guard take(UInt8(ascii: "=")) else { return nil }
            let value: [UInt8]
            if take(UInt8(ascii: "\"")) {
                guard let quoted = takeQuoted() else { return nil }
                value = quoted
            } else {
                value = takeToken()
                if value.isEmpty { return nil }
            }
            skipBlanks()
            return (String(decoding: name, as: UTF8.self).lowercased(), value)
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard !isAtEnd, text[index] == byte else { return false }
            index += 1
            return true
        }

        private mutating func skipBlanks() {
            while !isAtEnd, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
        }

        private mutating func takeToken() -> [UInt8] {
            let token = text[index...].prefix(while: \.isTokenByte)
            index += token.count
            return Array(token)
        }

        /// Up to the closing quote. A backslash quotes a quote or a backslash only: browsers of old sent Windows paths
        /// as they were.
        private mutating func takeQuoted() -> [UInt8]? {
            let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
            var value: [UInt8] = []
            while !isAtEnd {
                var byte = text[index]
                index += 1
                if byte == quote { return value }
                if byte == backslash, !isAtEnd, text[index] == quote || text[index] == backslash {
                    byte = text[index]
                    index += 1
                }
                value.append(byte)
            }
            return nil
        }
    }
}
