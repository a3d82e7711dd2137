import Kit

/// One key of an object of numbers: the property that it sets, what it may be, and what it is for.
struct NumberKey<Whole: Sendable>: Sendable {
    let name: String
    let property: any WritableKeyPath<Whole, Int> & Sendable
    let range: ClosedRange<Int>
    let summary: String
    /// What an earlier version called it.
    let formerName: String?

    init(
        _ name: String, _ property: any WritableKeyPath<Whole, Int> & Sendable, _ range: ClosedRange<Int>,
        _ summary: String, formerName: String? = nil
    ) {
        self.name = name
        self.property = property
        self.range = range
        self.summary = summary
        self.formerName = formerName
    }
}

/// Numbers as an object of the file says them, and where each of them stands.
struct WrittenNumbers<Whole: Sendable>: Sendable {
    typealias Property = any WritableKeyPath<Whole, Int> & Sendable

    fileprivate(set) var values: Whole
    /// Of the object that has them.
    private let place: ConfigPlace
    fileprivate var keys: [(property: Property, place: ConfigPlace, isWritten: Bool)] = []

    init(_ values: Whole, at place: ConfigPlace) {
        self.values = values
        self.place = place
    }

    /// One of them; what is left out stands where its object begins.
    subscript(_ property: Property) -> Located<Int> {
        let place = keys.first { $0.property == property }?.place
        return Located(values[keyPath: property], at: place ?? self.place)
    }

    /// The file says it, so that it is not the default.
    func isWritten(_ property: Property) -> Bool { keys.contains { $0.property == property && $0.isWritten } }
}

extension ConfigRule {
    /// An object of numbers, each of which may be left out.
    /// - Parameter standard: what holds where nothing is said.
    static func numbers<Whole>(in standard: Whole, _ keys: [NumberKey<Whole>]) -> ConfigRule
    where Value == WrittenNumbers<Whole> {
        let declared = keys.map { key in
            ConfigSchema.Key(
                name: key.name, summary: key.summary, schema: .integer(key.range), isRequired: false,
                standIn: .integer(standard[keyPath: key.property]), formerName: key.formerName)
        }
        return ConfigRule(.object(declared)) { node, path, report in
            guard report.checkKeys(of: node, path, declared) else { return nil }
            var numbers = WrittenNumbers(standard, at: ConfigPlace(node.offset, path))
            for key in keys {
                let written = node[key.name]
                let place = ConfigPlace(written?.offset ?? node.offset, path.key(key.name))
                numbers.keys.append((key.property, place, written != nil))
                guard let written else { continue }
                let number = ConfigRule<Int>.integer(key.range).read(written, path.key(key.name), &report)
                // After a refusal the rest is checked as if the key had been left out.
                if let number { numbers.values[keyPath: key.property] = number }
            }
            return numbers
        }
    }
}
