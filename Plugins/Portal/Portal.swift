public import Kit

/// The intranet portal's callbacks, and what comes of them: people with PINs, their sessions, and events for them. What
/// it promises stands in `API.md`.
public struct Portal: Plugin {
    /// `portal`
    public static let id: PluginID = "portal"
    /// What its operations are answered beside the gateway's own.
    public static let errorCodes: [ErrorCode] = [
        .pinWrong, .pinLocked, .refreshInvalid, .refreshReused, .userUnknown, .sessionUnknown,
    ]

    let hashing: PasswordHashing
    /// Failed attempts: so many close a login for the rest of the window.
    let failures: DurableLimit
    let sessions: SessionPolicy
    /// What times without a zone mean, and how times are shown.
    let clock: ZoneClock
    /// How long events are kept.
    let eventRetentionSeconds: Int64
    /// Where events go on to.
    let pushes: OutboxChannel

    /// Needs nothing of the host.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        guard settings.refreshTokenLifetimeSeconds >= settings.accessTokenLifetimeSeconds else {
            throw ConfigError(
                "refreshTokenLifetimeSeconds",
                "must not be less than accessTokenLifetimeSeconds (\(settings.accessTokenLifetimeSeconds))")
        }
        hashing = PasswordHashing(costExponent: settings.scryptCostExponent)
        failures = DurableLimit(
            "failed logins", count: settings.failureLimit, windowSeconds: settings.failureWindowSeconds,
            code: .pinLocked)
        sessions = SessionPolicy(
            accessSeconds: Int64(settings.accessTokenLifetimeSeconds),
            refreshSeconds: Int64(settings.refreshTokenLifetimeSeconds), countLimit: settings.sessionLimit)
        clock = settings.clock
        eventRetentionSeconds = Int64(settings.eventRetentionDays) * 86_400
        pushes = OutboxChannel("pushes", provider: settings.provider)
    }

    /// People, sessions, events and failed attempts.
    public var schema: [Migration] { PortalStore.schema }

    /// The portal's four, which are for its app alone, and four for the people's own application.
    public static var operations: [Operation<Portal>] {
        [
            .writing("updatePin", needs: .app, prepare: hashPin, updatePin),
            .writing("pushEvent", needs: .app, pushEvent),
            .reading("listSessions", needs: .app, listSessions),
            .writing("deleteSessions", needs: .app, deleteSessions),
            .writing("openSession", prepare: checkPin, openSession),
            .writing("refreshSession", refreshSession),
            .writing("closeSession", needs: .token, closeSession),
            .reading("listEvents", needs: .token, listEvents),
        ]
    }

    /// Events go out as pushes.
    public var channels: [OutboxChannel] { [pushes] }

    /// Takes the access tokens of sessions.
    public static var tokenVerifier: (@Sendable (Portal) -> any TokenVerifier)? { { _ in AccessTokens() } }
}
