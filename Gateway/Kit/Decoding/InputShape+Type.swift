extension InputShape {
    /// The keys that the input asks for, found by letting its type decode itself from nothing.
    package var keys: [SettingKey] { type.askedKeys }

    /// Reads an input.
    /// - Throws: what a request with it would be answered.
    package func decode(_ source: borrowing InputSource) throws(APIError) -> any OperationInput {
        try type.decoded(from: source)
    }
}

extension OperationInput {
    fileprivate static var askedKeys: [SettingKey] { SettingsReading.keys(of: Self.self) }

    fileprivate static func decoded(from source: borrowing InputSource) throws(APIError) -> any OperationInput {
        try source.decode(Self.self)
    }
}
