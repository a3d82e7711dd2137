/// An object's members in source order.
public struct JSONMembers: Sequence, Sendable {
    /// A key and its value.
    public struct Member: Sendable {
        /// The key as a value of its own, for its place.
        public let keyNode: JSONNode
        /// The value.
        public let value: JSONNode

        /// The key's characters.
        public var key: String { JSONDocument.string(of: keyNode.document.entries[keyNode.row], in: bytes.span) }
        /// Where the key stands. Costs a walk from the start of the document.
        public var keyPosition: JSONPosition { keyNode.position }
        private var bytes: [UInt8] { keyNode.document.bytes }
    }

    private let object: JSONNode

    init(_ object: JSONNode) { self.object = object }

    /// Walks over them.
    public struct Iterator: IteratorProtocol {
        private let document: JSONDocument
        private var row: Int
        private let end: Int

        init(_ object: JSONNode) {
            document = object.document
            row = object.row + 1
            end = object.kind == .object ? Int(document.entries[object.row].next) : row
        }

        /// The next member.
        public mutating func next() -> Member? {
            guard row < end else { return nil }
            let key = row
            row = Int(document.entries[key + 1].next)
            return Member(keyNode: JSONNode(document, key), value: JSONNode(document, key + 1))
        }
    }

    /// From the first.
    public func makeIterator() -> Iterator { Iterator(object) }
}
