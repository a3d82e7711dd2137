/// What came of reading and binding a config.
package struct ConfigOutcome: Sendable {
    /// All that is wrong with it.
    package let report: ConfigReport
    /// `nil` exactly when the report has errors.
    package let gateway: BoundGateway?
}
