package import Kit

/// What the head of an answer says.
package struct ResponseHead: Sendable {
    /// 200 to 599.
    package var status: Int
    package var requestID: RequestID
    /// `nil` only when there is no body.
    package var contentType: ResponseField?
    /// The connection stays open.
    package var keepsAlive: Bool
    /// The request was of HTTP/1.0, where staying open must be said (RFC 9112 §9.3).
    package var isVersion10: Bool
    /// The request was HEAD: the answer to GET, without its body (RFC 9110 §9.3.2).
    package var isAnswerToHead: Bool
    package var retryAfterSeconds: Int?
    /// `Allow`, `WWW-Authenticate`, and so on.
    package var extras: [ResponseField] = []
    /// `RateLimit-Policy`, and `RateLimit` unless the request was not counted.
    var rateLimit: (policy: ResponseField, verdict: RateVerdict?)?

    package init(
        status: Int, requestID: RequestID, contentType: ResponseField? = .jsonContent, keepsAlive: Bool = true,
        isVersion10: Bool = false, isAnswerToHead: Bool = false, retryAfterSeconds: Int? = nil,
        extras: [ResponseField] = []
    ) {
        self.status = status
        self.requestID = requestID
        self.contentType = contentType
        self.keepsAlive = keepsAlive
        self.isVersion10 = isVersion10
        self.isAnswerToHead = isAnswerToHead
        self.retryAfterSeconds = retryAfterSeconds
        self.extras = extras
    }

    /// 1xx, 204 and 304 never have content, nor say how long it is (RFC 9110 §6.4.1, §8.6).
    var mayHaveContent: Bool { status >= 200 && status != 204 && status != 304 }
}
