/// JSON texts that an operation should survive: of all kinds, odd on purpose, some of them broken.
package struct RandomJSON {
    package var generator: SeededGenerator

    private static let texts = [
        "", "a", "test", "User:1", "\u{0}", "\u{1F600}", "e\u{301}", "\u{202E}", "2024-02-30", "-1", "null", "1e400",
        "' OR 1=1 --", "%", "../..", String(repeating: "x", count: 70_000), String(repeating: "\u{10FFFF}", count: 300),
    ]
    private static let numbers = [
        "0", "-1", "1", "2147483648", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "1e308", "1e-9", "0.1", "-0",
    ]

    package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// An object with some of the keys and values of any kind.
    package mutating func object(keys: [String]) -> String {
        let members = keys.filter { _ in Bool.random(using: &generator) }.map { "\(quoted($0)):\(value(depth: 0))" }
        return "{\(members.joined(separator: ","))}"
    }

    /// The text with some of its bytes replaced, left out or doubled.
    package mutating func damaged(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[place], at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    /// A form or a query with some of the keys, some of them twice.
    package mutating func form(keys: [String]) -> String {
        let names = (keys + keys).filter { _ in Bool.random(using: &generator) }
        return names.map { "\($0)=\(percentCoded())" }.joined(separator: "&")
    }

    /// A path segment or a form's value, percent-encoded or nearly so.
    package mutating func percentCoded() -> String {
        ["1", "0", "-1", "9223372036854775808", "%00", "%FF", "%", "%2", "a%20b", "", "%D0%B9", "User:1", "'", "&"]
            .randomElement(using: &generator) ?? ""
    }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth < 3 ? 9 : 6), using: &generator) {
        case 0: "null"
        case 1: Bool.random(using: &generator) ? "true" : "false"
        case 2: Self.numbers.randomElement(using: &generator) ?? "0"
        case 3...5: quoted(Self.texts.randomElement(using: &generator) ?? "")
        case 6: list(depth: depth)
        case 7: "[\(Array(repeating: "\"r\"", count: 200).joined(separator: ","))]"
        default: "{\"a\":\(value(depth: depth + 1)),\"\":\(value(depth: depth + 1))}"
        }
    }

    private mutating func list(depth: Int) -> String {
        var values: [String] = []
        for _ in 0..<Int.random(in: 0..<4, using: &generator) { values.append(value(depth: depth + 1)) }
        return "[\(values.joined(separator: ","))]"
    }

    /// A string, sometimes with every code unit escaped: no key and no value may be known by its spelling alone.
    private mutating func quoted(_ text: String) -> String {
        guard text.utf16.count < 100, Int.random(in: 0..<4, using: &generator) == 0 else {
            let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped.replacing("\u{0}", with: "\\u0000"))\""
        }
        let units = text.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(units.joined())\""
    }
}
