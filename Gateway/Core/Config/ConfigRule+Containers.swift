import Kit

extension ConfigRule {
    /// A list whose elements are read one by one; a broken one is noted and left out.
    static func array<Element: Sendable>(of element: ConfigRule<Element>, minimumCount: Int = 0) -> ConfigRule
    where Value == [Element] {
        ConfigRule(.array(of: element.schema, minimumCount: minimumCount)) { node, path, report in
            guard node.kind == .array else {
                report.refuse(node, path, wanted: "an array")
                return nil
            }
            var values: [Element] = []
            var count = 0
            for node in node.elements {
                element.read(node, path.index(count), &report).map { values.append($0) }
                count += 1
            }
            if count < minimumCount {
                report.error(
                    ConfigPlace(node.offset, path), .listShort,
                    "must have at least \(minimumCount) element\(minimumCount == 1 ? "" : "s")")
            }
            return values
        }
    }

    /// An object whose keys are names of the operator's choosing. The order of the file is kept.
    /// - Parameter value: reads what becomes an element when it gets its name.
    static func map<Element: Sendable>(
        of value: ConfigRule<@Sendable (ConfigName) -> Element>
    ) -> ConfigRule where Value == [Element] {
        ConfigRule(.map(of: value.schema)) { node, path, report in
            guard node.kind == .object else {
                report.refuse(node, path, wanted: "an object")
                return nil
            }
            var elements: [Element] = []
            for member in node.members {
                let key = member.key
                let make = value.read(member.value, path.key(key), &report)
                do throws(BrokenRule) {
                    let name = try ConfigName(key)
                    if let make { elements.append(make(name)) }
                } catch {
                    report.error(ConfigPlace(member.keyNode.offset, path), .valueForm, error.text)
                }
            }
            return elements
        }
    }

    /// An object with these keys and no others.
    /// - Parameter make: gets the object's place and the keys' values in the order declared.
    static func object<each Field: Sendable>(
        _ keys: repeat ConfigKey<each Field>, make: @escaping @Sendable (ConfigPlace, repeat each Field) -> Value
    ) -> ConfigRule {
        var declared: [ConfigSchema.Key] = []
        repeat declared.append((each keys).declared)
        return ConfigRule(.object(declared)) { [declared] node, path, report in
            guard report.checkKeys(of: node, path, declared) else { return nil }
            let fields = (repeat (each keys).read(from: node, path, &report))
            do {
                return make(ConfigPlace(node.offset, path), repeat try (each fields).get())
            } catch {
                return nil
            }
        }
    }
}

extension ConfigReport {
    /// Whether it is an object; notes the keys that it may not have.
    mutating func checkKeys(of node: JSONNode, _ path: ConfigPath, _ known: [ConfigSchema.Key]) -> Bool {
        guard node.kind == .object else {
            refuse(node, path, wanted: "an object")
            return false
        }
        for member in node.members {
            let key = member.key
            if known.contains(where: { $0.name == key }) { continue }
            let place = ConfigPlace(member.keyNode.offset, path.key(key))
            if let renamed = known.first(where: { $0.formerName == key }) {
                error(place, .keyRenamed, "is now called \(ConfigText.quoted(renamed.name))")
            } else {
                error(place, .keyUnknown, ConfigText.unknownKey(key, known: known.map(\.name)))
            }
        }
        return true
    }
}
