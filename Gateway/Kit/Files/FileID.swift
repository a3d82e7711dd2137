/// Which file of an API is meant: 128 random bits as 32 hexadecimal digits, so that nobody knows one but by being told.
/// It says nothing of what is in the file, and is never given to another.
public struct FileID: CheckedText {
    /// Never seen by an operation.
    public static let placeholder = FileID(unchecked: String(repeating: "0", count: 32))

    /// The digits, in lower case; also the file's name on disk.
    public let text: String

    private init(unchecked text: String) { self.text = text }

    /// - Throws: the rule broken.
    public init(checking text: String) throws(BrokenRule) {
        let isID = text.utf8.count == 32 && text.utf8.allSatisfy { $0.hexadecimalValue != nil && !(0x41...0x46 ~= $0) }
        guard isID else { throw BrokenRule("must be 32 hexadecimal digits in lower case") }
        self.text = text
    }

    /// One that was never given.
    package static func random() -> FileID { FileID(unchecked: .randomHexadecimal()) }
}

extension FileID: SQLValue {
    /// The digits, as a text.
    public func bind(to parameter: borrowing SQLParameter) { text.bind(to: parameter) }
}

extension Row {
    /// A file's id that was stored as one.
    public func fileID(_ column: Int) -> FileID { (try? FileID(checking: text(column))) ?? .placeholder }
}
