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

    /// The same for a login and a password (RFC 7617), which come from a `basic:` source and count as nothing else.
    /// Nobody's, unless a verifier says more.
    /// - Parameter credentials: the login, a colon, and the password, which may have colons too; any length, any bytes.
    /// - Throws: `token.invalid`, whatever is wrong with them.
    func claims(ofBasic credentials: Span<UInt8>) throws(APIError) -> Claims

    /// Says whose token it is, if it counts now: has not expired, and was not withdrawn. Runs on an event loop for
    /// every request that carries one: no waiting, no writing.
    /// - Parameters:
    ///   - now: the time at which the request was complete.
    ///   - store: the API's own tables.
    /// - Throws: `token.invalid` when it does not count; `store.unavailable` when that cannot be found out.
    func subject(of claims: Claims, now: Timestamp, store: ReadStore) throws(APIError) -> Subject
}

extension TokenVerifier {
    /// Nobody's.
    public func claims(ofBasic credentials: Span<UInt8>) throws(APIError) -> Claims {
        throw APIError(.tokenInvalid, .tokenMalformed)
    }

    /// Reads a token once, to be asked about it often.
    /// - Parameter isBasic: it is a login and a password.
    package func open(_ token: Span<UInt8>, isBasic: Bool = false) throws(APIError) -> OpenedToken {
        let claims = isBasic ? try claims(ofBasic: token) : try claims(of: token)
        return { (now, store) throws(APIError) in try subject(of: claims, now: now, store: store) }
    }
}

/// A token that was read: says whose it is at that time.
package typealias OpenedToken = @Sendable (_ now: Timestamp, _ store: ReadStore) throws(APIError) -> Subject
