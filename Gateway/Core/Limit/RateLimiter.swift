import System

/// Counts the requests of the callers under one limit, for all loops at once and without a lock.
///
/// Of each caller one number is kept: the tick at which all that it used is given back (GCRA's theoretical arrival
/// time). With a tag of 16 bits it is one word, and a request is one compare-and-exchange:
/// ```
/// 63        48 47                                              0
/// |   tag     |  tick at which everything is given back        |
/// ```
/// A caller's word is in one of the eight slots of a set, which is a line of the processor's cache. The set and the tag
/// come from a hash that is keyed at start, so nobody can choose whom to share them with.
///
/// **When a set is full**, a new caller takes over the word of the one that has used least, *with what that one has
/// used*. So a caller who was displaced and comes back never finds more than it left (a slot only ever goes up, and
/// the slot it finds was the least): pushing others or oneself out with many callers gives nothing back to anybody. The
/// price is paid by newcomers to a crowded set, who start with less. A word whose tick is past says nothing any more,
/// so up to some 50,000 callers within a window hardly ever meet in this way.
///
/// Two threads never enter one caller twice: words of a slot only rise, both look for the least and for the lowest
/// index, and the exchange of the one who looked at an older word fails.
final class RateLimiter: Sendable {
    /// 1 MiB for each limit.
    static let slotCount = 131_072
    private static let setSize = 8
    private static let tickMask = (UInt64(1) << UInt64(RateClock.bits)) - 1

    let limit: RateLimit
    /// `RateLimit-Policy`, which is the same in each answer.
    let policyField: ResponseField
    private let clock: RateClock
    private let slots: AtomicWords
    private let setMask: UInt64

    /// - Parameters:
    ///   - epochNanoseconds: now, on the monotonic clock.
    ///   - slotCount: a power of two, at least 8.
    init(_ limit: RateLimit, epochNanoseconds: UInt64, slotCount: Int = RateLimiter.slotCount) {
        precondition(slotCount >= Self.setSize && slotCount.nonzeroBitCount == 1, "sets are found by a mask")
        self.limit = limit
        policyField = ResponseField(
            "RateLimit-Policy", "\"default\";q=\(limit.requests);w=\(limit.seconds)")
        clock = RateClock(limit, epochNanoseconds: epochNanoseconds)
        slots = AtomicWords(count: slotCount)
        setMask = UInt64(slotCount / Self.setSize - 1)
    }

    /// Counts a request, unless it is refused. From any thread.
    /// - Parameters:
    ///   - caller: a keyed hash of who it is.
    ///   - nanoseconds: now, on the monotonic clock.
    func take(_ caller: UInt64, nanoseconds: UInt64) -> RateVerdict {
        let now = clock.tick(at: nanoseconds)
        let interval = UInt64(1) << UInt64(clock.intervalShift)
        let window = clock.windowTicks
        while true {
            let (index, word) = slot(of: caller)
            let used = max(word & Self.tickMask, now)
            let next = used + interval
            // A loop whose turn began earlier may see a time that is ahead of it by more than a window.
            guard next <= now + window else {
                let wait = min(next - window - now, window)
                return RateVerdict(isAllowed: false, remaining: 0, resetSeconds: max(1, clock.seconds(wait)))
            }
            if slots.exchange(index, word, for: caller & ~Self.tickMask | next & Self.tickMask) {
                return RateVerdict(
                    isAllowed: true, remaining: Int((now + window - next) >> UInt64(clock.intervalShift)),
                    resetSeconds: clock.seconds(next - now))
            }
        }
    }

    /// Appends `RateLimit-Policy`, and `RateLimit: "default";r=50;t=30` unless the request was not counted
    /// (draft-ietf-httpapi-ratelimit-headers): the requests that remain, and the seconds until all are given back; in a
    /// refusal those of `Retry-After`, as the draft wants it.
    func appendFields(_ verdict: RateVerdict?, to fields: inout FieldLines) {
        fields.append(policyField)
        guard let verdict else { return }
        fields.append(start: "RateLimit: \"default\";r=")
        fields.append(verdict.remaining)
        fields.append(start: ";t=")
        fields.append(verdict.resetSeconds)
        fields.endLine()
    }

    /// The caller's slot, or the one that it may take over.
    private func slot(of caller: UInt64) -> (index: Int, word: UInt64) {
        let start = Int(caller & setMask) * Self.setSize
        var least = (index: start, word: slots.load(start))
        if (least.word ^ caller) & ~Self.tickMask == 0 { return least }
        for index in start + 1..<start + Self.setSize {
            let word = slots.load(index)
            if (word ^ caller) & ~Self.tickMask == 0 { return (index, word) }
            if word & Self.tickMask < least.word & Self.tickMask { least = (index, word) }
        }
        return least
    }
}
