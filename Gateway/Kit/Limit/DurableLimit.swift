/// So many of something for each phone, login or user within a window of time, counted in the plugin's own tables, so
/// that a restart is no way around it.
///
/// The window slides: each event counts for `windowSeconds`, to the millisecond, and the next one is let in as soon as
/// fewer than `count` are left. What is refused is not counted. Events of one key never number more than `count`, and
/// those of all keys that no longer count are deleted in passing, at most `swept` with each new one.
///
/// The plugin lists `DurableLimit.migration` in its `schema`, holds the limit as a constant, and asks it:
/// ```swift
/// let calls = DurableLimit("calls", count: 5, windowSeconds: 3600)
/// try calls.take(order.phone, call)    // in the writing operation
/// ```
/// After the clock was set back, an event that is more than a window ahead does not count: it came from a wrong clock,
/// and must not keep anyone out until that time has come.
///
/// An event counts when its operation commits: an operation that throws has not counted anything, unless it throws
/// with `keepingWrites`.
public struct DurableLimit: Sendable {
    /// Events that a new one deletes when they no longer count: more than it adds, so that the table shrinks.
    static let swept = 20

    private let name: String
    private let count: Int
    private let windowMilliseconds: Int64
    private let code: ErrorCode

    /// - Parameters:
    ///   - name: tells it from the plugin's other limits; kept in the table.
    ///   - count: events of one key within a window, 1 to 1,000.
    ///   - windowSeconds: how long an event counts, 1 to 31,622,400 (a year).
    ///   - code: what is answered beyond it.
    ///
    /// Traps outside these ranges: settings are checked before.
    public init(_ name: String, count: Int, windowSeconds: Int, code: ErrorCode = .rateLimited) {
        precondition((1...1000).contains(count), "a limit counts 1 to 1,000 events")
        precondition((1...31_622_400).contains(windowSeconds), "a window is a second to a year")
        self.name = name
        self.count = count
        windowMilliseconds = Int64(windowSeconds) * 1000
        self.code = code
    }

    // MARK: Each event counts

    /// Counts an event, unless there are as many as there may be.
    /// - Throws: the limit's code with the seconds after which the next event is let in; `store.unavailable`.
    public func take(_ key: some SQLValue, _ call: borrowing WriteCall) throws(APIError) {
        try check(key, call)
        try record(key, call)
    }

    // MARK: Some events count

    /// Refuses when there are as many events as there may be, and counts nothing.
    ///
    /// What is looked at before a slow piece of work is to be checked again in the writing operation: only there do
    /// calls come one after the other.
    /// - Throws: as `take`.
    public func check(_ key: some SQLValue, _ call: borrowing ReadCall) throws(APIError) {
        try check(key, call.store, call.now)
    }

    /// The same in a writing operation.
    /// - Throws: as `take`.
    public func check(_ key: some SQLValue, _ call: borrowing WriteCall) throws(APIError) {
        try check(key, call.store.reading, call.now)
    }

    /// Counts an event that was let in: a wrong password, say. To be kept, the operation's error needs
    /// `keepingWrites`.
    /// - Throws: `store.unavailable`.
    public func record(_ key: some SQLValue, _ call: borrowing WriteCall) throws(APIError) {
        try call.store.execute(Statements.sweep, call.now, Self.swept)
        try call.store.execute(Statements.record, name, key, call.now, end(of: call.now))
    }

    private func end(of event: Timestamp) -> Timestamp {
        Timestamp(milliseconds: event.milliseconds + windowMilliseconds)
    }

    private func check(_ key: some SQLValue, _ store: ReadStore, _ now: Timestamp) throws(APIError) {
        let event = try store.first(Statements.oldest, name, key, count - 1, end(of: now)) { $0.timestamp(0) }
        guard let event else { return }
        let left = end(of: event).milliseconds - now.milliseconds
        guard left > 0 else { return }
        throw APIError(code, .operationRate, retryAfterSeconds: Int((left + 999) / 1000))
    }
}
