package import Kit

/// Stub, replaced by the envelope work.
package struct EnvelopeTemplate: Sendable {
    package enum Kind: Sendable { case success, failure }

    /// A rule that a template broke.
    package struct Problem: Error, Sendable {
        /// Where, in bytes from the start of the file.
        package let offset: Int
        /// Keys below the template down to the value; an index as a decimal number.
        package let path: [String]
        package let message: String

        package init(offset: Int, path: [String], message: String) {
            self.offset = offset
            self.path = path
            self.message = message
        }
    }

    package init(compiling node: JSONNode, kind: Kind) throws(Problem) {
        if node.isNull { throw Problem(offset: node.offset, path: [], message: "must not be null") }
    }
}
