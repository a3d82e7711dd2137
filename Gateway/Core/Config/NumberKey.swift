import Kit

/// One key of an object of numbers: the property that it sets, what it may be, and what it is for.
struct NumberKey<Whole: Sendable>: Sendable {
    let name: String
    let property: any WritableKeyPath<Whole, Int> & Sendable
    let range: ClosedRange<Int>
    let summary: String

    init(
        _ name: String, _ property: any WritableKeyPath<Whole, Int> & Sendable, _ range: ClosedRange<Int>,
        _ summary: String
    ) {
        self.name = name
        self.property = property
        self.range = range
        self.summary = summary
    }
}

extension ConfigRule {
    /// An object of numbers, each of which may be left out.
    /// - Parameter standard: what holds where nothing is said.
    static func numbers(in standard: Value, _ keys: [NumberKey<Value>]) -> ConfigRule {
        let declared = keys.map { key in
            ConfigSchema.Key(
                name: key.name, summary: key.summary, schema: .integer(key.range), isRequired: false,
                standIn: .integer(standard[keyPath: key.property]))
        }
        return ConfigRule(.object(declared)) { node, path, report in
            guard report.checkKeys(of: node, path, declared) else { return nil }
            var value = standard
            for key in keys {
                guard let written = node[key.name] else { continue }
                let number = ConfigRule<Int>.integer(key.range).read(written, path.key(key.name), &report)
                // After a refusal the rest is checked as if the key had been left out.
                if let number { value[keyPath: key.property] = number }
            }
            return value
        }
    }
}
