import Kit

/// One key of an object: its name, what its value may be, and what stands in for it.
struct ConfigKey<Value: Sendable>: Sendable {
    /// The key is missing or its value broke a rule, which has been noted; the object cannot be read.
    struct Refused: Error {}

    private(set) var declared: ConfigSchema.Key
    private let readValue: ConfigRule<Value>.Read
    /// What stands for a key at that place that is missing or refused; `nil` when nothing can.
    private let standIn: StandIn?
    /// Another key of the object, in the place of which this one must be there.
    private var alternative: String?

    private typealias StandIn = @Sendable (ConfigPlace, _ directory: String) -> Value

    private init(
        _ name: String, _ schema: ConfigSchema, _ summary: String, isRequired: Bool = false,
        written: PrettyJSON? = nil, read: @escaping ConfigRule<Value>.Read, standIn: StandIn?
    ) {
        declared = ConfigSchema.Key(
            name: name, summary: summary, schema: schema, isRequired: isRequired, standIn: written)
        readValue = read
        self.standIn = standIn
    }

    /// A key that must be there.
    static func required(_ name: String, _ rule: ConfigRule<Value>, _ summary: String) -> ConfigKey {
        ConfigKey(name, rule.schema, summary, isRequired: true, read: rule.read, standIn: nil)
    }

    /// The same; when it is missing or refused, the rest of the object is read with something in its place.
    static func required(
        _ name: String, _ rule: ConfigRule<Value>, orElse value: Value, _ summary: String
    ) -> ConfigKey {
        ConfigKey(name, rule.schema, summary, isRequired: true, read: rule.read, standIn: { _, _ in value })
    }

    /// A key that may be left out.
    static func optional<Wrapped: Sendable>(
        _ name: String, _ rule: ConfigRule<Wrapped>, _ summary: String
    ) -> ConfigKey where Value == Wrapped? {
        let read = rule.read
        return ConfigKey(
            name, rule.schema, summary, read: { read($0, $1, &$2).map(Optional.some) }, standIn: { _, _ in nil })
    }

    /// A key that must be there unless another one is.
    static func required<Wrapped: Sendable>(
        _ name: String, unless alternative: String, _ rule: ConfigRule<Wrapped>, _ summary: String
    ) -> ConfigKey where Value == Wrapped? {
        var key = optional(name, rule, summary)
        key.alternative = alternative
        return key
    }

    /// A key with something that stands in for it.
    /// - Parameter written: the same as the config would write it.
    static func defaulted(
        _ name: String, _ rule: ConfigRule<Value>, to value: Value, written: PrettyJSON?, _ summary: String
    ) -> ConfigKey {
        ConfigKey(name, rule.schema, summary, written: written, read: rule.read, standIn: { _, _ in value })
    }

    /// The same for a value whose place matters even when it is left out.
    static func located<Inner: Sendable>(
        _ name: String, _ rule: ConfigRule<Inner>, to value: Inner, written: PrettyJSON?, _ summary: String
    ) -> ConfigKey where Value == Located<Inner> {
        let rule = rule.located
        return ConfigKey(
            name, rule.schema, summary, written: written, read: rule.read,
            standIn: { place, _ in Located(value, at: place) })
    }

    /// A path with a default.
    static func path(
        _ name: String, _ value: String, _ summary: String
    ) -> ConfigKey where Value == Located<FilePath> {
        let rule = ConfigRule<FilePath>.path.located
        return ConfigKey(
            name, rule.schema, summary, written: .string("\(value)"), read: rule.read,
            standIn: { Located(FilePath(trusted: value, in: $1), at: $0) })
    }

    /// The same; who writes the name of an earlier version is told the new one.
    func formerly(_ name: String) -> ConfigKey {
        var key = self
        key.declared.formerName = name
        return key
    }

    /// Reads the key's value, or what stands in for it.
    func read(from object: JSONNode, _ path: ConfigPath, _ report: inout ConfigReport) -> Result<Value, Refused> {
        let name = declared.name
        let place = ConfigPlace(object.offset, path).missing(name)
        if let node = object[name] {
            if let value = readValue(node, path.key(name), &report) { return .success(value) }
            if alternative != nil { return .failure(Refused()) }
        } else if declared.isRequired || alternative.map({ object[$0] == nil }) == true {
            report.error(place, .keyMissing, "is missing")
            if alternative != nil { return .failure(Refused()) }
        }
        // After a refusal the rest is checked as if the key had been left out, so that one run finds everything.
        return standIn.map { .success($0(place, report.source.directory)) } ?? .failure(Refused())
    }
}

extension ConfigKey where Value == Bool {
    /// A switch with a default.
    static func flag(_ name: String, _ value: Bool, _ summary: String) -> ConfigKey {
        .defaulted(name, .boolean, to: value, written: .boolean(value), summary)
    }
}
