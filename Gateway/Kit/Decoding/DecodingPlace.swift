/// Where a decoder stands. Small, so that a decoder fits into the three words that an existential stores in place.
struct DecodingPlace {
    /// What is read there.
    enum Source: UInt8 {
        /// Nothing: every type gets its placeholder, and no problem is reported.
        case nothing
        /// An operation's input: each key says where it comes from.
        case input
        /// A value of the document.
        case json
        /// All that came as text under one name.
        case field
        /// One of the texts that came under one name.
        case item
        /// A file that came under one name.
        case file
        /// Nothing, and what is asked for is written down.
        case probe
    }

    let source: Source
    /// What stands there; `nil` where nothing does.
    let kind: JSONNode.Kind?
    /// The row in the document, the number of the field, or that of the probe's key.
    let row: Int32
    /// Which of the field's texts.
    let item: Int32

    static let nothing = DecodingPlace(.nothing)
    static let input = DecodingPlace(.input)

    private init(_ source: Source, _ kind: JSONNode.Kind? = nil, row: Int = 0, item: Int = 0) {
        self.source = source
        self.kind = kind
        self.row = Int32(truncatingIfNeeded: row)
        self.item = Int32(truncatingIfNeeded: item)
    }

    /// - Parameter probeKey: the number of a key of the probe.
    init(probeKey: Int) { self.init(.probe, row: probeKey) }

    init(row: Int, in document: JSONDocument) { self.init(.json, document.entries[row].kind, row: row) }

    init(field number: Int, _ field: TextField) { self.init(.field, field.isList ? .array : .string, row: number) }

    /// A file is no text, number or list; of all kinds an object is the furthest from them.
    init(file number: Int) { self.init(.file, .object, row: number) }

    init(field number: Int32, item: Int) { self.init(.item, .string, row: Int(number), item: item) }
}
