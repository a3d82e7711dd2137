package import Kit

/// Which exchange of a connection is meant; HTTP/1.1 counts its requests, HTTP/2 has ids of its own.
package typealias StreamID = UInt32

/// What a connection's bytes mean: a value that turns bytes and time into events, and answers into bytes.
///
/// It has no socket, no clock and no buffer of its own: its owner gives it what is unread, performs what it says, and
/// asks again until it `needsMore`. All moments are of the monotonic clock, in nanoseconds.
///
/// A connection has one for its life and never copies it, so a machine need not be copyable.
package protocol WireMachine: ~Copyable {
    /// When it wants `timePassed`; `UInt64.max` when it waits for the gateway alone.
    var deadlineNanoseconds: UInt64 { get }
    /// No more requests are served: what is not sent yet is sent, then the connection ends.
    var hasEnded: Bool { get }
    /// It has ended before the client had sent all content that it announced.
    var isOwedContent: Bool { get }
    /// What it has allocated for what has come.
    var heldBytes: Int { get }

    /// Reads on.
    /// - Parameters:
    ///   - bytes: what is unread, from the first byte after the last one consumed.
    ///   - output: gets what the protocol itself has to say.
    mutating func read(_ bytes: Span<UInt8>, nowNanoseconds: UInt64, output: inout [UInt8]) -> WireStep

    /// The peer has ended its side, and `read` needs more than there is.
    /// - Parameter unreadBytes: what it sent and `read` has not used, such as a request that waits for its turn.
    mutating func inputEnded(unreadBytes: Int) -> WireEvent

    /// The deadline has passed.
    mutating func timePassed() -> WireEvent

    /// The gateway has no room for what is coming: it is given up, unless its answer is under way already.
    mutating func roomIsGone() -> WireEvent

    /// The gateway is stopping: finish what is in flight. A client that has sent nothing yet is owed one answer.
    mutating func drain(nowNanoseconds: UInt64) -> WireEvent

    /// Hands over the head of the request that `read` has told of, or what there is of one that was refused.
    /// - Parameter head: an empty one, whose room is used for the next.
    mutating func takeHead(_ head: inout RequestHead)

    /// How much of a request has come.
    mutating func progress(of stream: StreamID) -> WireProgress

    /// The gateway wants the content of a request, at most so much; to be called between `head` and the next `read`.
    /// - Returns: what is to be answered when the head says already that it is more.
    mutating func readContent(
        _ stream: StreamID, limitBytes: Int, nowNanoseconds: UInt64, output: inout [UInt8]
    ) -> WireRefusal?

    /// Begins an answer.
    /// - Parameters:
    ///   - contentLength: of all the content that follows.
    ///   - isLast: the connection ends after it.
    mutating func respond(
        _ stream: StreamID, _ head: borrowing ResponseHead, contentLength: Int, isLast: Bool, date: ServerDate,
        output: inout [UInt8])

    /// Sends some content of the answer; the machine leaves it out where there is none, as in the answer to HEAD.
    mutating func respond(_ stream: StreamID, content: Span<UInt8>, output: inout [UInt8])

    /// The answer is complete.
    mutating func endResponse(_ stream: StreamID, nowNanoseconds: UInt64)

    /// What the peer had to wait for is over, an answer that it took slowly or a disk that was behind: what it owes
    /// next is counted from now.
    mutating func peerMayGoOn(nowNanoseconds: UInt64)

    /// After `changes`: what the connection speaks from now on, beginning with the bytes that are unread. Its exchanges
    /// are all answered.
    mutating func successor(nowNanoseconds: UInt64) -> any WireMachine & ~Copyable
}

extension WireMachine where Self: ~Copyable {
    package var isOwedContent: Bool { false }
    package var heldBytes: Int { 0 }
    package mutating func roomIsGone() -> WireEvent { .needsMore }

    package mutating func successor(nowNanoseconds: UInt64) -> any WireMachine & ~Copyable {
        preconditionFailure("a machine that never says `changes` has none")
    }
}

/// How far one `read` came.
package struct WireStep: Equatable {
    /// So many bytes from the front are used up.
    package let consumed: Int
    package let event: WireEvent

    init(_ consumed: Int, _ event: WireEvent) {
        self.consumed = consumed
        self.event = event
    }

    /// The same, after some bytes that were used up before.
    func moved(by used: Int) -> WireStep { WireStep(used + consumed, event) }
}

/// How much of a request has come.
package struct WireProgress: Equatable {
    /// When its first byte was seen.
    package let startNanoseconds: UInt64
    /// Its framing included.
    package let bytesIn: Int
    /// What its head says of the length of the content; `nil` when it does not say.
    package let contentLength: Int?
}

/// What a connection's bytes, or their absence, mean.
package enum WireEvent: Equatable {
    /// Nothing, before more bytes or an answer come.
    case needsMore
    /// A request's head has come; `takeHead` gives it.
    case head(StreamID)
    /// Content of a request: a range of the bytes given.
    case content(StreamID, Range<Int>)
    /// A request is read to its end.
    case end(StreamID)
    /// The client has taken a request back, or has gone in the midst of it.
    case gone(StreamID)
    /// What came, or did not come in time, is no request: to be answered with that.
    case refused(StreamID, WireRefusal)
    /// From here on another protocol is spoken: `successor` speaks it.
    case changes
    /// The connection is of no further use; nothing is to be said.
    case close
}

/// Why the wire takes no more of a request.
package enum WireRefusal: Equatable {
    case malformed(ParseFailure)
    /// The next part did not come in time.
    case tooSlow
    /// There is no room for it now.
    case noRoom

    /// As the client reads it.
    package var error: APIError {
        switch self {
        case .malformed(let failure): failure.error
        case .tooSlow: APIError(.requestTimeout, .tooSlow)
        case .noRoom: APIError(.overloaded, .buffersFull, retryAfterSeconds: 1)
        }
    }
}

/// How long a connection's peer may take.
package struct WirePatience: Sendable, Equatable {
    /// From the first byte of a head to its end, and from the beginning of the connection to its first byte.
    package var headNanoseconds: UInt64
    /// Without a byte of content that is due.
    package var contentNanoseconds: UInt64
    /// Before the first byte of the next request.
    package var idleNanoseconds: UInt64

    package init(headMilliseconds: Int, contentMilliseconds: Int, idleMilliseconds: Int) {
        headNanoseconds = UInt64(headMilliseconds) * 1_000_000
        contentNanoseconds = UInt64(contentMilliseconds) * 1_000_000
        idleNanoseconds = UInt64(idleMilliseconds) * 1_000_000
    }

    /// How long content may trickle, unless a stall may be longer.
    private static let trickleGraceNanoseconds: UInt64 = 30_000_000_000
    private static let nanosecondsForByte: UInt64 = 1_000_000

    /// How long the next part of the content is waited for: as long as a stall may be, but what trickles in more slowly
    /// than one byte a millisecond is not waited for without end.
    /// - Parameters:
    ///   - elapsedNanoseconds: since the request's first byte.
    ///   - bytesIn: how much of the request has come.
    /// - Returns: 0 when enough has been waited.
    func content(elapsedNanoseconds: UInt64, bytesIn: Int) -> UInt64 {
        let allowed =
            max(contentNanoseconds, Self.trickleGraceNanoseconds) + UInt64(bytesIn) * Self.nanosecondsForByte
        return allowed > elapsedNanoseconds ? min(contentNanoseconds, allowed - elapsedNanoseconds) : 0
    }
}
