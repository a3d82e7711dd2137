/// Which input an operation takes, and from where; known without calling it.
package struct InputShape: Sendable {
    package let pathFields: [String]
    package let secretPathFields: [String]
    package let queryFields: [String]
    package let bodyFormats: [BodyFormat]
    /// Files may come with it.
    package var takesFiles: Bool { bodyFormats.contains(.multipart) }
    /// The type that reads it.
    package let type: any OperationInput.Type

    package init<Input: OperationInput>(_ type: Input.Type) {
        self.type = type
        pathFields = Input.pathFields
        secretPathFields = Input.secretPathFields
        queryFields = Input.queryFields
        bodyFormats = Input.bodyFormats
    }
}
