extension InputShape {
    /// The keys that the input asks for, found by letting its type decode itself from nothing.
    package var keys: [SettingKey] { type.askedKeys }

    /// The fewest bytes that a body may have with all that must be in it, or, where nothing must, with any one field; 0
    /// when the body is ignored.
    package var leastBodyBytes: Int {
        let elsewhere = pathFields + queryFields
        let fields = keys.filter { $0.path.count == 1 && !elsewhere.contains($0.path[0]) }
        guard !bodyFormats.isEmpty, !fields.isEmpty else { return 0 }
        let required = fields.filter { !$0.isOptional }.map(Self.leastFormBytes)
        // `&` between them.
        let formBytes =
            required.isEmpty ? fields.map(Self.leastFormBytes).min() ?? 0 : required.reduce(-1) { $0 + $1 + 1 }
        // `{"name":0}` beside `name=`: the braces, and in each field two quotes and a digit more.
        return bodyFormats == [.json] ? formBytes + 2 + 3 * max(required.count, 1) : formBytes
    }

    private static func leastFormBytes(_ field: SettingKey) -> Int { field.path[0].utf8.count + 1 }

    /// Reads an input.
    /// - Throws: what a request with it would be answered.
    package func decode(_ source: borrowing InputSource) throws(APIError) -> any OperationInput {
        try type.decoded(from: source)
    }

    /// Whether the input's type takes a text for one of its path's fields, whatever becomes of the others.
    /// - Parameter text: may be percent-encoded.
    package func takes(_ text: String, for name: String) -> Bool {
        let source = InputSource(pathValues: [(name, text)], query: Span(), contentType: nil, body: [])
        do throws(APIError) { _ = try decode(source) } catch { return !error.brokenRules.contains { $0.field == name } }
        return true
    }
}

extension OperationInput {
    fileprivate static var askedKeys: [SettingKey] { SettingsReading.keys(of: Self.self) }

    fileprivate static func decoded(from source: borrowing InputSource) throws(APIError) -> any OperationInput {
        try source.decode(Self.self)
    }
}
