/// An array's elements in order.
public struct JSONElements: Sequence, Sendable {
    private let array: JSONNode

    init(_ array: JSONNode) { self.array = array }

    /// Walks over them.
    public struct Iterator: IteratorProtocol {
        private let document: JSONDocument
        private var row: Int
        private let end: Int

        init(_ array: JSONNode) {
            document = array.document
            row = array.row + 1
            end = array.kind == .array ? Int(document.entries[array.row].next) : row
        }

        /// The next element.
        public mutating func next() -> JSONNode? {
            guard row < end else { return nil }
            let element = row
            row = Int(document.entries[element].next)
            return JSONNode(document, element)
        }
    }

    /// From the first.
    public func makeIterator() -> Iterator { Iterator(array) }
}
