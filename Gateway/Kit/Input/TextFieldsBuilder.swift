/// Gathers the values of each name in the order of their first appearance.
struct TextFieldsBuilder {
    private struct Field {
        let name: String
        var values: [String]
        var isList: Bool
    }

    private var fields: [Field] = []
    private var numbers: [String: Int] = [:]
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
        guard let number = numbers[key] else {
            numbers[key] = fields.count
            fields.append(Field(name: key, values: [value], isList: isList))
            return
        }
        fields[number].values.append(value)
        fields[number].isList = true
    }

    func makeDocument() -> JSONDocument? {
        if fields.isEmpty { return nil }
        var bytes: [UInt8] = []
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
        return try? JSONDocument(parsing: bytes)
    }
}
