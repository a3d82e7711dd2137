/// A body of `multipart/form-data` that was read to its end: fields in memory, files on disk.
package struct ReceivedForm: Sendable {
    private(set) var fields = TextFields.empty
    private(set) var files: [(name: String, file: UploadedFile)] = []

    package init() {}

    package mutating func append(_ name: String, _ text: [UInt8]) { fields.append(name, text) }

    package mutating func append(_ name: String, _ file: UploadedFile) { files.append((name, file)) }
}
