/// An envelope's two templates.
package struct BoundEnvelope: Sendable {
    package let success: EnvelopeTemplate
    package let failure: EnvelopeTemplate
}
