/// What an API's tokens mean. Where a token is looked for stands in `gateway.json`.
public protocol TokenVerifier: Sendable {
    /// Says whose token it is. Runs on an event loop for every request that carries one: no waiting, no writing.
    /// - Parameters:
    ///   - token: the bytes found, without the scheme `Bearer`; any length, any bytes.
    ///   - now: the time at which the request was complete.
    ///   - store: the API's own tables.
    /// - Throws: `token.invalid`, whatever is wrong with it; `store.unavailable` when that cannot be found out.
    func verify(_ token: Span<UInt8>, now: Timestamp, store: ReadStore) throws(APIError) -> Subject
}
