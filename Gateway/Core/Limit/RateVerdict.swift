/// What a limit says of a request.
struct RateVerdict: Sendable, Equatable {
    let isAllowed: Bool
    /// Requests that may follow at once.
    let remaining: Int
    /// When refused, seconds until the next request is let in, at least 1; else seconds until all are given back.
    let resetSeconds: Int
}
