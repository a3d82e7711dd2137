/// A config that fits its plugins: what `gateway serve` runs.
package struct BoundGateway: Sendable {
    package let config: GatewayConfig
    /// The enabled APIs in the file's order, each with its plugin.
    package let apis: [BoundAPI]
    /// All routes in the file's order, disabled ones too; no two match one request equally well.
    package let routes: [BoundRoute]
    /// All envelopes, `plain` among them.
    package let envelopes: [ConfigName: BoundEnvelope]
    /// By which the plugins look apps up; connected when the registry is opened.
    let appLink: AppLink
}
