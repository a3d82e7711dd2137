import Kit

/// What the rules need while they read one file.
struct ConfigReader: Sendable {
    /// Where relative paths start; empty for the working directory.
    let directory: String
    var findings: ConfigFindings

    /// Refuses a value of the wrong kind. The value itself is not shown: it may be a secret in the wrong place.
    mutating func refuse(_ node: JSONNode, _ path: ConfigPath, wanted: String) {
        findings.error(ConfigPlace(node.offset, path), "must be \(wanted), not \(node.kind.noun)")
    }
}

extension JSONNode.Kind {
    /// As a message names it.
    var noun: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .integer: "an integer"
        case .number: "a number with a fraction or an exponent"
        case .true: "true"
        case .false: "false"
        case .null: "null"
        }
    }
}
