import Kit

/// HTTP/1.1 (RFC 9112) on one connection: requests in order, one at a time, each answered before the next is read.
///
/// ```
/// idle ─▶ head ─▶ decision ─▶ content ─▶ running ─▶ idle
///            │        │          │          └─ answered with `Connection: close` ─▶ ended
///            │        └─ answered without the content ─▶ discarding ─▶ idle
///            └─ refused ─▶ ended
/// ```
package struct HTTP1Machine: WireMachine {
    /// Content of a request answered early that is read to keep the connection; longer content ends it.
    private static let discardLimitBytes = 64 * 1024

    private enum Phase {
        /// Nothing of a request has come.
        case idle
        /// A part of a head has come.
        case head
        /// The head is read; the gateway decides whether it wants the content.
        case decision
        /// The content is coming.
        case content
        /// The request is read; its answer is waited for.
        case running
        /// The answer was given; the content that nobody wanted is coming.
        case discarding
        case ended
    }

    private let limits: HTTPLimits
    private let patience: WirePatience
    private var phase = Phase.idle
    private var parser = RequestParser()
    private var scratch = RequestHead()
    private var stream: StreamID = 1
    /// When the first byte of the request at hand came.
    private var startNanoseconds: UInt64
    package private(set) var deadlineNanoseconds: UInt64
    package private(set) var isOwedContent = false
    /// The connection ends with the answer at hand.
    private var isLast = false
    /// Nothing more comes from the client, or nothing more is taken from it.
    private var isClosing = false
    /// `100 Continue` is sent when the content is wanted.
    private var owesContinue = false
    /// The request at hand asks for the head of the answer alone.
    private var isHead = false
    /// The answer that is being given has content.
    private var sendsContent = false

    package init(limits: HTTPLimits, patience: WirePatience, nowNanoseconds: UInt64) {
        self.limits = limits
        self.patience = patience
        startNanoseconds = nowNanoseconds
        deadlineNanoseconds = nowNanoseconds + patience.headNanoseconds
    }

    package var hasEnded: Bool { phase == .ended }
    package var heldBytes: Int { scratch.heldBytes }

    package func progress(of stream: StreamID) -> WireProgress {
        let contentLength: Int? =
            switch parser.framing.content {
            case .none: 0
            case .length(let count): count
            case .chunked: nil
            }
        return WireProgress(
            startNanoseconds: startNanoseconds, bytesIn: parser.bytesIn, contentLength: contentLength)
    }

    package mutating func takeHead(_ head: inout RequestHead) { swap(&scratch, &head) }

    private mutating func end() {
        phase = .ended
        deadlineNanoseconds = .max
    }
}

// MARK: Reading

extension HTTP1Machine {
    package mutating func read(_ bytes: Span<UInt8>, nowNanoseconds: UInt64, output: inout [UInt8]) -> WireStep {
        switch phase {
        case .idle, .head: return readHead(bytes, nowNanoseconds)
        case .content: return readContent(bytes, nowNanoseconds)
        case .discarding: return discard(bytes, nowNanoseconds)
        case .decision:
            // Who has begun to send does not wait to be invited.
            if !bytes.isEmpty { owesContinue = false }
            return WireStep(0, .needsMore)
        case .running: return WireStep(0, .needsMore)
        // What still comes is nobody's.
        case .ended: return WireStep(bytes.count, .needsMore)
        }
    }

    private mutating func readHead(_ bytes: Span<UInt8>, _ nowNanoseconds: UInt64) -> WireStep {
        if bytes.isEmpty { return WireStep(0, .needsMore) }
        if phase == .idle { startNanoseconds = nowNanoseconds }
        let step = parser.parse(bytes, into: &scratch, limits: limits)
        switch step.event {
        case .headComplete:
            let framing = parser.framing
            phase = .decision
            deadlineNanoseconds = .max
            isHead = scratch.method == .head
            isLast = isClosing || !framing.keepsAlive
            owesContinue = framing.expectsContinue && step.consumed == bytes.count
            return WireStep(step.consumed, .head(stream))
        case .failed(let failure): return WireStep(step.consumed, refuse(.malformed(failure)))
        case .needMore, .content, .complete:
            if phase == .idle, !parser.isIdle {
                // Counted from the head's first byte, so that a trickle does not prolong it.
                phase = .head
                deadlineNanoseconds = nowNanoseconds + patience.headNanoseconds
            }
            return WireStep(step.consumed, .needsMore)
        }
    }

    private mutating func readContent(_ bytes: Span<UInt8>, _ nowNanoseconds: UInt64) -> WireStep {
        let step = parser.parse(bytes, into: &scratch, limits: limits)
        switch step.event {
        case .content(let range): return WireStep(step.consumed, .content(stream, range))
        case .complete:
            phase = .running
            deadlineNanoseconds = .max
            return WireStep(step.consumed, .end(stream))
        case .failed(let failure): return WireStep(step.consumed, refuse(.malformed(failure)))
        case .needMore, .headComplete:
            waitForContent(nowNanoseconds)
            return WireStep(step.consumed, .needsMore)
        }
    }

    /// Reads past the content of a request that is answered already.
    private mutating func discard(_ bytes: Span<UInt8>, _ nowNanoseconds: UInt64) -> WireStep {
        var used = 0
        while true {
            let step = parser.parse(bytes.extracting(used...), into: &scratch, limits: limits)
            used += step.consumed
            switch step.event {
            case .content: continue
            case .needMore, .headComplete:
                waitForContent(nowNanoseconds)
                return WireStep(used, .needsMore)
            case .complete:
                becomeIdle(nowNanoseconds)
                return readHead(bytes.extracting(used...), nowNanoseconds).moved(by: used)
            case .failed:
                isOwedContent = true
                end()
                return WireStep(used, .needsMore)
            }
        }
    }

    private mutating func waitForContent(_ nowNanoseconds: UInt64) {
        deadlineNanoseconds =
            nowNanoseconds
            + patience.content(
                elapsedNanoseconds: nowNanoseconds - startNanoseconds, bytesIn: parser.bytesIn)
    }

    package mutating func readContent(
        _ stream: StreamID, limitBytes: Int, nowNanoseconds: UInt64, output: inout [UInt8]
    ) -> WireRefusal? {
        if let failure = parser.beginBody(parser.framing.content, limitBytes: limitBytes) {
            return refused(.malformed(failure))
        }
        phase = .content
        waitForContent(nowNanoseconds)
        if owesContinue { output.append(ResponseWriter.continueAnswer) }
        owesContinue = false
        return nil
    }

    /// What is at hand is no request: its answer is the connection's last.
    private mutating func refuse(_ refusal: WireRefusal) -> WireEvent { .refused(stream, refused(refusal)) }

    private mutating func refused(_ refusal: WireRefusal) -> WireRefusal {
        // Of a head that is not complete the method may be known.
        if phase == .idle || phase == .head { isHead = scratch.method == .head }
        isOwedContent = (phase == .decision || phase == .content) && refusal != .tooSlow
        phase = .running
        deadlineNanoseconds = .max
        isLast = true
        return refusal
    }

    private mutating func endingEvent() -> WireEvent {
        end()
        return .close
    }

    private mutating func becomeIdle(_ nowNanoseconds: UInt64) {
        phase = .idle
        stream &+= 1
        isHead = false
        scratch.reset()
        waitForNext(nowNanoseconds)
    }

    /// A gateway that stops serves what has come by now, and waits for no more.
    private mutating func waitForNext(_ nowNanoseconds: UInt64) {
        deadlineNanoseconds = nowNanoseconds + (isClosing ? 0 : patience.idleNanoseconds)
    }
}

// MARK: Time and ends

extension HTTP1Machine {
    package mutating func inputEnded(unreadBytes: Int) -> WireEvent {
        switch phase {
        case .ended: return .needsMore
        case .idle, .discarding: return endingEvent()
        case .head, .content:
            end()
            return .gone(stream)
        // A half-close: the whole request is here, and its answer is waited for. Others may stand behind it.
        case .decision, .running:
            isLast = isLast || unreadBytes == 0
            return .needsMore
        }
    }

    package mutating func timePassed() -> WireEvent { giveUp(.tooSlow) }

    package mutating func roomIsGone() -> WireEvent { giveUp(.noRoom) }

    private mutating func giveUp(_ refusal: WireRefusal) -> WireEvent {
        switch phase {
        case .idle, .discarding, .ended: endingEvent()
        case .head, .content: refuse(refusal)
        case .decision, .running: .needsMore
        }
    }

    package mutating func drain(nowNanoseconds: UInt64) -> WireEvent {
        isClosing = true
        switch phase {
        // A client that has only just come is owed an answer; later on a connection may end between two requests.
        case .idle: if stream > 1 { waitForNext(nowNanoseconds) }
        case .head, .decision, .content, .running: isLast = true
        // It is answered: what still comes is of no use.
        case .discarding: end()
        case .ended: break
        }
        return .needsMore
    }
}

// MARK: Answers

extension HTTP1Machine {
    package mutating func respond(
        _ stream: StreamID, _ head: borrowing ResponseHead, contentLength: Int, isLast: Bool, date: ServerDate,
        output: inout [UInt8]
    ) {
        // What follows is another protocol, and its own to end.
        let isSwitch = head.status == 101
        self.isLast = !isSwitch && (self.isLast || isLast || isClosing || !canKeepUnread)
        let persistence: ResponseWriter.Persistence =
            self.isLast ? .closes : parser.framing.isVersion10 ? .told : .usual
        sendsContent = head.mayHaveContent && !isHead
        ResponseWriter.append(head, contentLength: contentLength, persistence, date: date, to: &output)
    }

    /// Whether the connection is of further use when the request is answered before its content is read.
    private var canKeepUnread: Bool {
        guard phase == .decision else { return phase == .running }
        return switch parser.framing.content {
        case .none: true
        // A client that waits for `100 Continue` may send the content or not: nobody can tell what comes next.
        case .chunked: !parser.framing.expectsContinue
        case .length(let count): !parser.framing.expectsContinue && count <= Self.discardLimitBytes
        }
    }

    package mutating func respond(_ stream: StreamID, content: Span<UInt8>, output: inout [UInt8]) {
        if sendsContent { output.append(copying: content) }
    }

    package mutating func endResponse(_ stream: StreamID, nowNanoseconds: UInt64) {
        guard !isLast else {
            if phase == .decision || phase == .content { isOwedContent = parser.framing.announcesContent }
            return end()
        }
        guard phase == .decision else { return becomeIdle(nowNanoseconds) }
        let failure = parser.beginBody(parser.framing.content, limitBytes: Self.discardLimitBytes)
        guard failure == nil else { return end() }
        phase = .discarding
        // Without content the request ends here.
        _ = discard(Span(), nowNanoseconds)
    }

    package mutating func peerMayGoOn(nowNanoseconds: UInt64) {
        switch phase {
        case .idle: waitForNext(nowNanoseconds)
        case .content, .discarding: waitForContent(nowNanoseconds)
        case .head, .decision, .running, .ended: break
        }
    }
}
