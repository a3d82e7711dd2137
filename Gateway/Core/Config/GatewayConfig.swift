/// `gateway.json` as read and checked for itself: names are well formed, but not yet bound to plugins.
package struct GatewayConfig: Sendable {
    /// Where it listens; at least one, no two the same.
    package let listeners: [ListenerConfig]
    /// Holds databases and keys.
    package var dataDirectory: FilePath { writtenDataDirectory.value }
    let writtenDataDirectory: Located<FilePath>
    /// Where the access log goes.
    package var accessLog: AccessLogTarget { writtenAccessLog.value }
    /// With the place of its object.
    let writtenAccessLog: Located<AccessLogTarget>
    /// The envelope of answers that belong to no API.
    package let envelope: Located<ConfigName>
    /// As declared, in the file's order; `plain` is there even when not declared.
    package let envelopes: [EnvelopeConfig]
    /// What is refused for being too large, too slow or too many.
    package var limits: GatewayLimits { writtenLimits.values }
    /// The same with their places.
    let writtenLimits: WrittenNumbers<GatewayLimits>
    /// How many threads work.
    package let threads: ThreadCounts
    /// As declared, in the file's order, disabled ones too.
    package let apis: [APIConfig]
}
