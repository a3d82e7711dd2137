package import Kit

/// An envelope's templates.
package struct BoundEnvelope: Sendable {
    package let success: EnvelopeTemplate
    private let failure: EnvelopeTemplate
    private let failureByCode: [ErrorCode: EnvelopeTemplate]

    package init(
        success: EnvelopeTemplate, failure: EnvelopeTemplate, failureByCode: [ErrorCode: EnvelopeTemplate] = [:]
    ) {
        self.success = success
        self.failure = failure
        self.failureByCode = failureByCode
    }

    /// The template of an error: its code's own, or the one of all others.
    package func failure(_ code: ErrorCode) -> EnvelopeTemplate { failureByCode[code] ?? failure }

    /// The codes that have a template of their own, by name.
    package var codes: [ErrorCode] { failureByCode.keys.sorted { $0.name < $1.name } }
}
