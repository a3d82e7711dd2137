import Kit

/// When failed logins of one account close it for a while.
struct Lockout: Sendable {
    /// So many failures within the window close it.
    let limit: Int
    private let windowSeconds: Int

    init(settings: Goncord.Settings) {
        limit = settings.failureLimit
        windowSeconds = settings.failureWindowSeconds
    }

    /// Failures at this time or before no longer count.
    func start(at now: Timestamp) -> Timestamp { now.adding(seconds: Int64(-windowSeconds)) }

    /// - Parameter failure: the time of the `limit`th last failure, `nil` when there are fewer.
    /// - Throws: `credentials.locked` until that one is past the window.
    func check(_ failure: Timestamp?, _ now: Timestamp) throws(APIError) {
        guard let failure else { return }
        let left = failure.adding(seconds: Int64(windowSeconds)).milliseconds - now.milliseconds
        guard left > 0 else { return }
        throw APIError(.credentialsLocked, retryAfterSeconds: Int((left + 999) / 1000))
    }
}
