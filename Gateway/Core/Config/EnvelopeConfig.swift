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
}
