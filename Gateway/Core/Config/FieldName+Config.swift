import Kit

extension FieldName {
    /// A name from the config: a token (RFC 9110 §5.6.2) of at most 128 bytes.
    /// - Throws: the rule that the text breaks.
    init(configured text: String) throws(BrokenRule) {
        guard text.utf8.count <= 128, let name = FieldName(text) else {
            throw BrokenRule("\(ConfigText.quoted(text)) is not the name of a header field")
        }
        self = name
    }
}
