import Kit

extension ConfigRule where Value == Bool {
    /// `true` or `false`.
    static let boolean = ConfigRule(.boolean) { node, path, report in
        if node.bool == nil { report.refuse(node, path, wanted: "true or false") }
        return node.bool
    }
}

extension ConfigRule where Value == Int {
    /// A number without fraction and exponent. Its unit stands in the key's name.
    static func integer(_ range: ClosedRange<Int>) -> ConfigRule {
        let wanted = "\(range.lowerBound) to \(range.upperBound)"
        return ConfigRule(.integer(range)) { node, path, report in
            guard node.kind == .integer else {
                report.refuse(node, path, wanted: "an integer, \(wanted)")
                return nil
            }
            guard let value = node.int64.flatMap(Int.init(exactly:)), range.contains(value) else {
                let shown = node.rawText.prefix(ConfigText.shownCharacters)
                report.error(ConfigPlace(node.offset, path), .valueRange, "must be \(wanted), not \(shown)")
                return nil
            }
            return value
        }
    }
}

extension ConfigRule where Value == String {
    /// Any text of 1 to 128 bytes, known or not: whether it is a name, the binding finds out.
    static let name = text(wanted: "a name (a string)") { (text) throws(BrokenRule) in
        guard (1...128).contains(text.utf8.count) else { throw BrokenRule("must be a name of 1 to 128 bytes") }
        return text
    }
}

extension ConfigRule where Value == FilePath {
    /// A path, absolute or from the config file's directory.
    static let path = ConfigRule(.text(pattern: "^.+$")) { node, path, report in
        let directory = report.source.directory
        return ConfigRule.text(wanted: "a path (a string)") { (text) throws(BrokenRule) in
            try FilePath(text, in: directory)
        }
        .read(node, path, &report)
    }
}

extension ConfigRule where Value == JSONNode {
    /// Whatever it is; checked by whoever knows.
    static let any = ConfigRule(.any) { node, _, _ in node }

    /// An object for a plugin to read.
    static let settings = ConfigRule(.settings) { node, path, report in
        if node.kind == .object { return node }
        report.refuse(node, path, wanted: "an object")
        return nil
    }
}

extension ConfigRule {
    /// A text with a form of its own.
    /// - Parameters:
    ///   - wanted: what a value of another kind should have been: `a path (a string)`.
    ///   - pattern: what an editor may check.
    ///   - parse: throws the rule that a text breaks.
    static func text(
        wanted: String, pattern: String? = nil, parse: @escaping @Sendable (String) throws(BrokenRule) -> Value
    ) -> ConfigRule {
        ConfigRule(.text(pattern: pattern)) { node, path, report in
            guard let text = node.string else {
                report.refuse(node, path, wanted: wanted)
                return nil
            }
            do throws(BrokenRule) {
                return try parse(text)
            } catch {
                report.error(ConfigPlace(node.offset, path), .valueForm, error.text)
                return nil
            }
        }
    }
}

extension ConfigRule where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    /// - Parameter noun: with its article: `an app rule`.
    static func choice(_ noun: String) -> ConfigRule {
        let names = Value.allCases.map(\.rawValue)
        let rule = ConfigRule.text(wanted: ConfigText.list(names)) { (text) throws(BrokenRule) in
            if let value = Value(rawValue: text) { return value }
            throw BrokenRule(
                "\(ConfigText.quoted(text)) is not \(noun)"
                    + (NearestName.suggestion(for: text, among: names) ?? "; it is \(ConfigText.list(names))"))
        }
        return ConfigRule(.choice(names), read: rule.read)
    }
}
