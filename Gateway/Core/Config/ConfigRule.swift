import Kit

/// How a value is declared, checked and read: all three come from one declaration.
struct ConfigRule<Value: Sendable>: Sendable {
    /// Reads a value at a path. `nil`: it broke a rule, which has been noted.
    typealias Read = @Sendable (JSONNode, ConfigPath, inout ConfigReport) -> Value?

    let schema: ConfigSchema
    let read: Read

    init(_ schema: ConfigSchema, read: @escaping Read) {
        self.schema = schema
        self.read = read
    }

    /// The same value together with its place.
    var located: ConfigRule<Located<Value>> {
        let read = read
        return ConfigRule<Located<Value>>(schema) { node, path, report in
            read(node, path, &report).map { Located($0, at: ConfigPlace(node.offset, path)) }
        }
    }

    /// The same, read into another type.
    func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> ConfigRule<Other> {
        let read = read
        return ConfigRule<Other>(schema) { node, path, report in read(node, path, &report).map(transform) }
    }

    /// The same with a look at the whole value, once it was read.
    func checked(_ check: @escaping @Sendable (Value, inout ConfigReport) -> Void) -> ConfigRule {
        let read = read
        return ConfigRule(schema) { node, path, report in
            let value = read(node, path, &report)
            if let value { check(value, &report) }
            return value
        }
    }

    /// `null` stands for `nil`.
    var nullable: ConfigRule<Value?> {
        let read = read
        return ConfigRule<Value?>(.nullable(schema)) { node, path, report in
            node.isNull ? .some(nil) : read(node, path, &report).map(Optional.some)
        }
    }
}
