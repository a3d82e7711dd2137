/// Gathers the values of each name in the order of their first appearance.
struct TextFieldsBuilder {
    private struct Field {
        let name: String
        var values: [String]
        var isList: Bool
    }

    private var fields: [Field] = []
    /// The place of each name in `fields`; empty as long as a look through them all is cheaper.
    private var numbers: [String: Int] = [:]
    private static let smallCount = 8
    private(set) var flaws: [String: String] = [:]

    mutating func append(pair: Span<UInt8>) {
        let equals = pair.firstIndex(of: 0x3D, from: 0) ?? pair.count
        let name = PercentCoding.decode(pair.extracting(0..<equals), plusIsSpace: true)
        // No type asks for a key that is not UTF-8.
        guard let name = String(validating: name, as: UTF8.self) else { return }
        let value = pair.extracting(min(equals + 1, pair.count)..<pair.count)
        append(name, PercentCoding.decode(value, plusIsSpace: true))
    }

    mutating func append(_ name: String, _ value: [UInt8]) {
        let isList = name.hasSuffix("[]")
        let key = isList ? String(name.dropLast(2)) : name
        guard let value = String(validating: value, as: UTF8.self) else {
            flaws[key] = "must be UTF-8 text"
            return
        }
        guard let number = number(of: key) else {
            addNumber(for: key)
            fields.append(Field(name: key, values: [value], isList: isList))
            return
        }
        fields[number].values.append(value)
        fields[number].isList = true
    }

    private func number(of key: String) -> Int? {
        fields.count <= Self.smallCount ? fields.firstIndex { $0.name == key } : numbers[key]
    }

    private mutating func addNumber(for key: String) {
        guard fields.count >= Self.smallCount else { return }
        if numbers.isEmpty {
            for (number, field) in fields.enumerated() { numbers[field.name] = number }
        }
        numbers[key] = fields.count
    }

    func makeDocument() -> JSONDocument {
        if fields.isEmpty { return .nothing }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * fields.count)
        for (number, field) in fields.enumerated() {
            bytes.append(number == 0 ? 0x7B : 0x2C)
            JSON.appendString(field.name, to: &bytes)
            bytes.append(0x3A)
            if field.isList {
                JSON.encode(field.values, into: &bytes)
            } else {
                JSON.appendString(field.values[0], to: &bytes)
            }
        }
        bytes.append(0x7D)
        return (try? JSONDocument(parsing: bytes)) ?? .nothing
    }
}
