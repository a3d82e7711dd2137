/// Which rule a problem of the config is about: `area.rule`, for programs. One that was released keeps its meaning.
package enum ProblemID: String, Sendable, CaseIterable {
    // The text.
    case fileUnreadable = "file.unreadable"
    case fileSyntax = "file.syntax"
    case keyUnknown = "key.unknown"
    case keyRenamed = "key.renamed"
    case keyMissing = "key.missing"
    case valueKind = "value.kind"
    case valueRange = "value.range"
    case valueForm = "value.form"
    case valueTwice = "value.twice"
    case valueVariable = "value.variable"
    case listShort = "list.short"

    // Settings.
    case settingRefused = "setting.refused"
    case secretExposed = "secret.exposed"
    case providerPlain = "provider.plain"

    // Names.
    case pluginUnknown = "plugin.unknown"
    case pluginTaken = "plugin.taken"
    case operationUnknown = "operation.unknown"
    case operationUnused = "operation.unused"
    case apiUnused = "api.unused"
    case envelopeUnknown = "envelope.unknown"
    case envelopeCode = "envelope.code"
    case envelopeTemplate = "envelope.template"

    // Routes.
    case routeParameters = "route.parameters"
    case routeConflict = "route.conflict"
    case routeSlash = "route.slash"
    case routeLength = "route.length"
    case routeLiteral = "route.literal"
    case socketMethod = "socket.method"
    case socketKind = "socket.kind"
    case tokenNeeded = "token.needed"
    case tokenNone = "token.none"
    case tokenLookup = "token.lookup"
    case appNeeded = "app.needed"
    case appHeader = "app.header"
    case appHeaderShared = "app.header_shared"
    case rateLimitParty = "rate_limit.party"
    case limitSmall = "limit.small"
    case limitContradiction = "limit.contradiction"

    // The machine.
    case listenerClash = "listener.clash"
    case listenerPlain = "listener.plain"
    case listenerTaken = "listener.taken"
    case listenerUnclear = "listener.unclear"
    case listenerRefused = "listener.refused"
    case certificateRefused = "certificate.refused"
    case certificateDate = "certificate.date"
    case certificateUnused = "certificate.unused"
    case keyExposed = "key.exposed"
    case accessLogRefused = "access_log.refused"
    case dataRefused = "data.refused"
    case dataExposed = "data.exposed"
}
