import Kit

extension GatewayConfig {
    /// The whole file, and with it the JSON Schema of `gateway schema`.
    static let rule = ConfigRule<GatewayConfig>.object(
        .optional("$schema", ConfigRule.name, "Where an editor finds this schema; the gateway does not look."),
        .required("listeners", .array(of: ListenerConfig.rule, minimumCount: 1), orElse: [], "Addresses to listen on."),
        .path("dataDirectory", "data", "Directory of databases and keys."),
        .located("accessLog", AccessLogTarget.rule, to: .standardOutput, written: nil, "Access log."),
        .located(
            "envelope", ConfigName.rule, to: .plain, written: .string("plain"),
            "Envelope of answers that belong to no API."),
        .defaulted("envelopes", .map(of: EnvelopeConfig.rule), to: [], written: nil, "Envelopes by name."),
        .defaulted(
            "limits", GatewayLimits.rule.checked(GatewayLimits.findContradictions), to: GatewayLimits.unwritten,
            written: nil, "What is too large, slow or many."),
        .defaulted("threads", ThreadCounts.rule, to: .standard, written: nil, "How many threads work."),
        .required("apis", .map(of: APIConfig.rule), orElse: [], "APIs by name."),
        make: { _, _, listeners, dataDirectory, accessLog, envelope, envelopes, limits, threads, apis in
            GatewayConfig(
                listeners: listeners, writtenDataDirectory: dataDirectory, writtenAccessLog: accessLog,
                envelope: envelope,
                envelopes: EnvelopeConfig.addingPlain(to: envelopes), writtenLimits: limits, threads: threads,
                apis: apis)
        })
}
