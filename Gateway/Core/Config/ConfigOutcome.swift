/// What came of reading and binding a config.
package struct ConfigOutcome: Sendable {
    /// All that is wrong with it.
    package let report: ConfigReport
    /// `nil` exactly when the report has errors.
    package let gateway: BoundGateway?
    /// The file's text, to tell where things stand in it; `nil` when it could not be read.
    package let source: ConfigSource?

    init(report: ConfigReport, gateway: BoundGateway?, source: ConfigSource? = nil) {
        self.report = report
        self.gateway = gateway
        self.source = source
    }
}
