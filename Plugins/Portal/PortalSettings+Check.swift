import Kit

extension Portal.Settings {
    private static let lifetimes = 1...31_536_000

    /// - Returns: the clock of the time zone.
    /// - Throws: every setting that cannot be used.
    func check() throws(ConfigError) -> ZoneClock {
        var problems = [
            ConfigError.Problem(
                "accessTokenLifetimeSeconds", accessTokenLifetimeSeconds, mustBeIn: Self.lifetimes),
            ConfigError.Problem(
                "refreshTokenLifetimeSeconds", refreshTokenLifetimeSeconds, mustBeIn: Self.lifetimes),
            ConfigError.Problem("sessionLimit", sessionLimit, mustBeIn: 1...1_000),
            ConfigError.Problem("scryptCostExponent", scryptCostExponent, mustBeIn: PasswordHashing.costExponents),
            ConfigError.Problem("failureLimit", failureLimit, mustBeIn: 1...1_000),
            ConfigError.Problem("failureWindowSeconds", failureWindowSeconds, mustBeIn: 1...86_400),
            ConfigError.Problem("eventRetentionDays", eventRetentionDays, mustBeIn: 1...3_650),
        ].compactMap { $0 }
        if problems.isEmpty, refreshTokenLifetimeSeconds < accessTokenLifetimeSeconds {
            problems.append(
                ConfigError.Problem(
                    ["refreshTokenLifetimeSeconds"],
                    "must not be less than accessTokenLifetimeSeconds (\(accessTokenLifetimeSeconds))"))
        }
        var clock = ZoneClock.utc
        do throws(ZoneClock.Failure) {
            clock = try ZoneClock(named: timeZone)
        } catch {
            let words =
                switch error {
                case .unknown: "is no time zone that this machine knows (its time zone database is not, or lacks it)"
                case .unreadable: "names a time zone whose file cannot be read"
                }
            problems.append(ConfigError.Problem(["timeZone"], words))
        }
        if !problems.isEmpty { throw ConfigError(problems) }
        return clock
    }
}
