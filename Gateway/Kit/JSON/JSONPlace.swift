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

    let source: Source
    /// The row in the source's document; for a probe, the number of its key.
    let row: Int

    static let nothing = JSONPlace(source: .nothing, row: 0)
    static let input = JSONPlace(source: .input, row: 0)
}

/// One step from a document's root to a value in it.
enum JSONPathStep: Equatable {
    case key(String)
    case index(Int)

    /// A position in an array is a decimal number from 0.
    var text: String {
        switch self {
        case .key(let key): key
        case .index(let index): String(index)
        }
    }
}
