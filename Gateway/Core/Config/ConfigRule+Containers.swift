import Kit

extension ConfigRule {
    /// A list whose elements are read one by one; a broken one is noted and left out.
    static func array<Element: Sendable>(of element: ConfigRule<Element>, minimumCount: Int = 0) -> ConfigRule
    where Value == [Element] {
        ConfigRule(.array(of: element.schema, minimumCount: minimumCount)) { node, path, reader in
            guard node.kind == .array else {
                reader.refuse(node, path, wanted: "an array")
                return nil
            }
            var values: [Element] = []
            var count = 0
            for node in node.elements {
                element.read(node, path.index(count), &reader).map { values.append($0) }
                count += 1
            }
            if count < minimumCount {
                reader.findings.error(
                    ConfigPlace(node.offset, path),
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
        ConfigRule(.map(of: value.schema)) { node, path, reader in
            guard node.kind == .object else {
                reader.refuse(node, path, wanted: "an object")
                return nil
            }
            var elements: [Element] = []
            for member in node.members {
                let key = member.key
                let make = value.read(member.value, path.key(key), &reader)
                do throws(BrokenRule) {
                    let name = try ConfigName(key)
                    if let make { elements.append(make(name)) }
                } catch {
                    reader.findings.error(ConfigPlace(member.keyNode.offset, path), error.text)
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
        let names = declared.map(\.name)
        return ConfigRule(.object(declared)) { node, path, reader in
            guard node.kind == .object else {
                reader.refuse(node, path, wanted: "an object")
                return nil
            }
            reader.refuseUnknownKeys(of: node, path, known: names)
            let fields = (repeat (each keys).read(from: node, path, &reader))
            do {
                return make(ConfigPlace(node.offset, path), repeat try (each fields).get())
            } catch {
                return nil
            }
        }
    }
}

extension ConfigReader {
    fileprivate mutating func refuseUnknownKeys(of node: JSONNode, _ path: ConfigPath, known: [String]) {
        for member in node.members {
            let key = member.key
            if known.contains(key) { continue }
            let place = ConfigPlace(member.keyNode.offset, path.key(key))
            findings.error(place, ConfigText.unknownKey(key, known: known))
        }
    }
}
