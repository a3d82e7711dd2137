/// How long a request's content is waited for: as long as a stall may be, but what trickles in more slowly than one
/// byte a millisecond is not waited for without end.
struct BodyPatience {
    /// How long content may trickle, unless a stall may be longer.
    private static let trickleGraceMilliseconds = 30_000

    /// `limits.bodyStallMilliseconds`.
    let stallMilliseconds: Int

    /// How long the next part is waited for.
    /// - Parameters:
    ///   - elapsedMilliseconds: since the request's first byte.
    ///   - bytesIn: how much of the request has come.
    /// - Returns: at most `stallMilliseconds`; 0 when enough has been waited.
    func nextMilliseconds(elapsedMilliseconds: Int, bytesIn: Int) -> Int {
        let allowed = max(stallMilliseconds, Self.trickleGraceMilliseconds) + bytesIn
        return max(0, min(stallMilliseconds, allowed - elapsedMilliseconds))
    }
}
