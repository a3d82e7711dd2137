extension ConfigSchema {
    /// A JSON Schema (draft 2020-12) for editors. It knows shapes, ranges and choices; what binds one place to another
    /// (operations, envelopes, conflicts) only `gateway check` knows.
    var jsonSchema: String {
        let head: [(key: String, value: PrettyJSON)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string("gateway.json")),
        ]
        return PrettyJSON.object(head + members).rendered
    }

    private var members: [(key: String, value: PrettyJSON)] {
        switch self {
        case .boolean: [("type", .string("boolean"))]
        case .integer(let range):
            [
                ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .text(let pattern):
            [("type", .string("string"))] + (pattern.map { [("pattern", .string($0))] } ?? [])
        case .choice(let names): [("enum", .array(names.map(PrettyJSON.string)))]
        case .nullable(let schema):
            [("anyOf", .array([.object(schema.members), .object([("type", .string("null"))])]))]
        case .array(let element, let minimumCount):
            [("type", .string("array")), ("items", .object(element.members))]
                + (minimumCount > 0 ? [("minItems", .integer(minimumCount))] : [])
        case .map(let element):
            [
                ("type", .string("object")),
                ("propertyNames", .object([("pattern", .string("^[A-Za-z0-9_-]{1,64}$"))])),
                ("additionalProperties", .object(element.members)),
            ]
        case .object(let keys): Self.object(keys)
        case .any: []
        }
    }

    private static func object(_ keys: [Key]) -> [(key: String, value: PrettyJSON)] {
        let properties: [(key: String, value: PrettyJSON)] = keys.map { key in
            let standIn: [(key: String, value: PrettyJSON)] = key.standIn.map { [("default", $0)] } ?? []
            return (key.name, .object([("description", .string(key.summary))] + key.schema.members + standIn))
        }
        let required = keys.filter(\.isRequired).map { PrettyJSON.string($0.name) }
        return [
            ("type", .string("object")), ("properties", .object(properties)), ("required", .array(required)),
            ("additionalProperties", .boolean(false)),
        ]
    }
}
