/// What a value of the config may be: the declaration behind the check and behind the JSON Schema for editors.
indirect enum ConfigSchema: Sendable {
    case boolean
    case integer(ClosedRange<Int>)
    /// A text with an inner rule of its own; `pattern` (ECMA-262) tells editors what they can know of it.
    case text(pattern: String?)
    case choice([String])
    case nullable(ConfigSchema)
    case array(of: ConfigSchema, minimumCount: Int)
    case object([Key])
    /// Names of the operator's choosing, each with such a value.
    case map(of: ConfigSchema)
    /// Something for each of some error codes; checked elsewhere.
    case byErrorCode
    /// The id of a plugin of the program.
    case plugin
    /// What the plugin named beside it reads.
    case settings
    /// Checked elsewhere: an envelope's template.
    case any

    /// One key of an object.
    struct Key: Sendable {
        let name: String
        /// One sentence for editors.
        let summary: String
        let schema: ConfigSchema
        /// The key may not be left out.
        let isRequired: Bool
        /// What stands in for it, when that is a constant.
        let standIn: PrettyJSON?
        /// What an earlier version called it.
        var formerName: String?
    }
}
