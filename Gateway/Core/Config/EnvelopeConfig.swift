package import Kit

/// How answers are wrapped: two templates, not yet compiled.
package struct EnvelopeConfig: Sendable {
    package let name: ConfigName
    /// Where its object begins.
    package let place: ConfigPlace
    package let success: JSONNode
    package let failure: JSONNode
}
