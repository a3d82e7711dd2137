/// What an API's tokens mean. Where a token is looked for stands in `gateway.json`.
///
/// It is asked in two steps, because clients send the same token again and again. What it says never changes, so the
/// gateway may keep that from one request to the next; whether it still counts is asked each time.
public protocol TokenVerifier: Sendable {
    /// What a token says.
    associatedtype Claims: Sendable

    /// Reads a token and checks its signature, if it has one: by the token alone. Runs on an event loop: no waiting.
    /// - Parameter token: the bytes found, without the scheme `Bearer`; any length, any bytes.
    /// - Throws: `token.invalid`, whatever is wrong with it.
    func claims(of token: Span<UInt8>) throws(APIError) -> Claims

    /// Says whose token it is, if it counts now: has not expired, and was not withdrawn. Runs on an event loop for
    /// every request that carries one: no waiting, no writing.
    /// - Parameters:
    ///   - now: the time at which the request was complete.
    ///   - store: the API's own tables.
    /// - Throws: `token.invalid` when it does not count; `store.unavailable` when that cannot be found out.
    func subject(of claims: Claims, now: Timestamp, store: ReadStore) throws(APIError) -> Subject
}

extension TokenVerifier {
    /// Reads a token once, to be asked about it often.
    package func open(_ token: Span<UInt8>) throws(APIError) -> OpenedToken {
        let claims = try claims(of: token)
        return { (now, store) throws(APIError) in try subject(of: claims, now: now, store: store) }
    }
}

/// A token that was read: says whose it is at that time.
package typealias OpenedToken = @Sendable (_ now: Timestamp, _ store: ReadStore) throws(APIError) -> Subject
