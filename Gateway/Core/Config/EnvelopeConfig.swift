package import Kit

/// How answers are wrapped: two templates, not yet compiled.
package struct EnvelopeConfig: Sendable {
    package let name: ConfigName
    /// Where its object begins.
    package let place: ConfigPlace
    /// `nil` only when it is missing, which is an error that was reported.
    package let success: JSONNode?
    /// The same.
    package let failure: JSONNode?
    /// Templates of single errors, in the file's order.
    package let failureByCode: [CodeTemplate]

    /// The template of failures with one code.
    package struct CodeTemplate: Sendable {
        /// As written: whether there is such an error, the binding finds out.
        let code: Located<String>
        let template: JSONNode
    }
}
