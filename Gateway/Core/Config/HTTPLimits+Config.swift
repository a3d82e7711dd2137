extension HTTPLimits {
    /// Those of the config.
    init(_ limits: GatewayLimits) {
        self.init(
            requestLineBytes: limits.requestLineBytes, fieldBytes: limits.fieldBytes, headBytes: limits.headBytes,
            fieldCount: limits.fieldCount, bodyBytes: limits.bodyBytes, discardedBytes: limits.discardedBodyBytes)
    }
}

extension WirePatience {
    /// That of the config.
    init(_ limits: GatewayLimits) {
        self.init(
            headMilliseconds: limits.headerReadMilliseconds, contentMilliseconds: limits.bodyStallMilliseconds,
            idleMilliseconds: limits.keepAliveIdleMilliseconds)
    }
}
