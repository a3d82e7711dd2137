extension InputShape {
    /// The keys that the input asks for, found by letting its type decode itself from nothing.
    package var keys: [SettingKey] { Self.keys(of: type) }

    /// Reads an input and drops it.
    /// - Throws: what a request with it would be answered.
    package func check(_ source: borrowing InputSource) throws(APIError) { try Self.check(source, type) }

    private static func keys<Input: OperationInput>(of type: Input.Type) -> [SettingKey] {
        SettingsReading.keys(of: type)
    }

    private static func check<Input: OperationInput>(
        _ source: borrowing InputSource, _ type: Input.Type
    ) throws(APIError) {
        _ = try source.decode(type)
    }
}
