extension InputShape {
    /// The keys that the input asks for, found by letting its type decode itself from nothing.
    package var keys: [SettingKey] { type.askedKeys }

    /// Reads an input and drops it.
    /// - Throws: what a request with it would be answered.
    package func check(_ source: borrowing InputSource) throws(APIError) { try type.check(source) }
}

extension OperationInput {
    fileprivate static var askedKeys: [SettingKey] { SettingsReading.keys(of: Self.self) }

    fileprivate static func check(_ source: borrowing InputSource) throws(APIError) { _ = try source.decode(Self.self) }
}
