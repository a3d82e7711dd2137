import Kit
import System

/// Whether a caller may make one more request.
///
/// A limit per address is asked before anything else is done for the caller, all others when the caller is known.
/// Whoever turns out to be nobody, also one who is refused for that, is counted as an address: so those who guess
/// tokens are slowed down, and use up nothing of those who have one.
struct LimitStage {
    private let key: RateCallerKey

    init(_ key: RateCallerKey) { self.key = key }

    /// Before the caller is known.
    /// - Parameter nanoseconds: now, on the monotonic clock.
    /// - Throws: `rate.limited`.
    func checkAddress(
        _ exchange: inout Exchange, nanoseconds: UInt64
    ) throws(APIError) {
        guard let limiter = exchange.facts.route?.limiter, limiter.limit.party == .address else { return }
        try take(limiter, key.address(exchange.peer.address), &exchange, nanoseconds)
    }

    /// When the caller is as known as will be.
    /// - Throws: `rate.limited`.
    func checkCaller(
        _ exchange: inout Exchange, nanoseconds: UInt64
    ) throws(APIError) {
        guard let limiter = exchange.facts.route?.limiter else { return }
        switch limiter.limit.party {
        case .address: return
        case .app:
            try take(
                limiter, exchange.facts.app.map(key.app) ?? key.address(exchange.peer.address), &exchange, nanoseconds)
        case .subject:
            try take(
                limiter, exchange.facts.subject.map(key.subject) ?? key.address(exchange.peer.address), &exchange,
                nanoseconds)
        }
    }

    private func take(
        _ limiter: RateLimiter, _ caller: UInt64, _ exchange: inout Exchange, _ nanoseconds: UInt64
    ) throws(APIError) {
        let verdict = limiter.take(caller, nanoseconds: nanoseconds)
        exchange.facts.rate = verdict
        if !verdict.isAllowed { throw APIError(.rateLimited, .routeRate, retryAfterSeconds: verdict.resetSeconds) }
    }
}
