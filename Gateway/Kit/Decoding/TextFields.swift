/// Names and values that came as text, each name once, in the order of their first appearance.
struct TextFields {
    /// More pairs than this are no honest form.
    static let pairLimit = 1_000

    static let empty = TextFields()

    private(set) var fields: [TextField] = []
    /// The place of each name in `fields`; empty as long as a look through them all is cheaper.
    private var numbers: [String: Int] = [:]
    private static let smallCount = 8

    /// More pairs than the limit.
    struct TooMany: Error {}

    private init() {}

    /// A path's parameters, percent-encoded as they stand there.
    init(path values: [(name: String, value: String)]) {
        for (name, value) in values { append(name, value.utf8.span.percentDecoded(plusIsSpace: false)) }
    }

    /// `application/x-www-form-urlencoded` (WHATWG URL §5.1), a query or a body.
    init(form text: Span<UInt8>) throws(TooMany) {
        var start = 0
        var pairs = 0
        while start < text.count {
            let end = text.firstIndex(of: 0x26, from: start) ?? text.count
            if end > start {
                pairs += 1
                guard pairs <= Self.pairLimit else { throw TooMany() }
                append(pair: text.extracting(start..<end))
            }
            start = end + 1
        }
    }

    /// The text of a name that is there once, and whole.
    func text(_ name: String) -> String? {
        guard let number = number(of: name), !fields[number].isBroken, !fields[number].isList else { return nil }
        return fields[number][0]
    }

    private mutating func append(pair: Span<UInt8>) {
        let equals = pair.firstIndex(of: 0x3D, from: 0) ?? pair.count
        let name = pair.extracting(0..<equals).percentDecoded(plusIsSpace: true)
        // No type asks for a key that is not UTF-8.
        guard let name = String(validating: name, as: UTF8.self) else { return }
        let value = pair.extracting(min(equals + 1, pair.count)..<pair.count)
        append(name, value.percentDecoded(plusIsSpace: true))
    }

    /// - Parameter value: must be UTF-8, or whoever asks for it is told so.
    mutating func append(_ name: String, _ value: [UInt8]) {
        let isList = name.hasSuffix("[]")
        let name = isList ? String(name.dropLast(2)) : name
        let value = String(validating: value, as: UTF8.self)
        if let number = number(of: name) { return fields[number].append(value) }
        addNumber(for: name)
        fields.append(TextField(name, value, isList: isList))
    }

    func number(of name: String) -> Int? {
        fields.count <= Self.smallCount ? fields.firstIndex { $0.name == name } : numbers[name]
    }

    private mutating func addNumber(for name: String) {
        guard fields.count >= Self.smallCount else { return }
        if numbers.isEmpty {
            for (number, field) in fields.enumerated() { numbers[field.name] = number }
        }
        numbers[name] = fields.count
    }
}
