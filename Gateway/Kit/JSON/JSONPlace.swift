/// Where a decoder stands.
struct JSONPlace {
    /// What is read there.
    enum Source: UInt8 {
        /// Nothing: every type gets its placeholder, and no problem is reported.
        case nothing
        /// An operation's input: each key says which of the next three it comes from.
        case input
        /// The path's parameters.
        case path
        /// The query.
        case query
        /// The body, or the document at large.
        case body
        /// Nothing, and what is asked for is written down.
        case probe
    }

    // This order keeps a decoder within the three words that an existential stores in place.
    /// The row in the source's document; for a probe, the number of its key.
    let row: Int
    let source: Source
    /// What stands there; `nil` where there is no document.
    let kind: JSONNode.Kind?

    static let nothing = JSONPlace(source: .nothing)
    static let input = JSONPlace(source: .input)

    private init(source: Source) {
        self.source = source
        row = 0
        kind = nil
    }

    /// - Parameter probeKey: the number of a key of the probe.
    init(probeKey: Int) {
        source = .probe
        row = probeKey
        kind = nil
    }

    init(_ source: Source, _ row: Int, in document: JSONDocument) {
        self.source = source
        self.row = row
        kind = document.entries[row].kind
    }
}
