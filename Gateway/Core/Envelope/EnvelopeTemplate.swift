package import Kit

/// One of an envelope's two JSON shapes, as `gateway.json` gives it, cut into pieces once at load.
///
/// A string that begins with `$` is a placeholder. Whether there is anything to put in for an optional one (`$data?`,
/// `$fields?`) is a question of two answers, so both shapes are cut beforehand and no comma is thought about later.
package struct EnvelopeTemplate: Sendable {
    /// What is wrapped.
    package enum Kind: Sendable {
        case success
        case failure
    }

    /// A template that cannot be used.
    package struct Problem: Error, Sendable {
        /// Where the value at fault begins, in bytes from the start of the file.
        package let offset: Int
        /// Keys below the template down to that value; an index as a decimal number.
        package let path: [String]
        /// What is wrong with it.
        package let message: String
    }

    /// What is written one after the other.
    indirect enum Piece: Sendable {
        case literal([UInt8])
        case data
        /// The members of `data`, when it is an object, without its braces.
        case dataMembers(afterComma: Bool)
        case code
        case message
        case fields
        /// The members of `fields` without their braces.
        case fieldMembers(afterComma: Bool)
        case status
        case requestID
        /// Array elements: the pieces once for each broken rule, or once for the error's own message.
        case eachMessage([Piece])
    }

    /// When there is no data, or no broken field.
    let piecesWithout: [Piece]
    /// When there is.
    let piecesWith: [Piece]

    /// - Throws: `Problem` with the first value that is no template.
    package init(compiling node: JSONNode, kind: Kind) throws(Problem) {
        var without = EnvelopeCompiler(kind: kind, hasContent: false)
        try without.compile(node)
        piecesWithout = without.finished()
        var with = EnvelopeCompiler(kind: kind, hasContent: true)
        try with.compile(node)
        piecesWith = with.finished()
    }
}
