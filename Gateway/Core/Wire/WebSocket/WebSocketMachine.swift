import System

/// A WebSocket after its opening handshake, from the server's side (RFC 6455): bytes and time in, messages and bytes
/// out.
///
/// ```
/// open ─┬─ the peer's Close, answered ───────────────────────────────▶ ended
///       ├─ a broken rule, told in a Close ───────────────────────────▶ ended
///       ├─ no sign of life, or no more bytes ────────────────────────▶ ended
///       └─ `close` ─▶ closing ─ the peer's Close, its end, or time ──▶ ended
/// ```
///
/// Like a `WireMachine` it has no socket and no clock, and all moments are of the monotonic clock, in nanoseconds. Of
/// what is unread it keeps nothing but the content of messages: an unfinished header or control frame, of at most 130
/// bytes, stays with its owner.
package struct WebSocketMachine: ~Copyable {
    private enum Phase {
        case open
        /// Our Close has gone, with that code: the peer's is waited for, and its messages are nobody's.
        case closing(WebSocketCloseCode)
        case ended
    }

    /// Up to so much, what a message was collected in is kept for the next.
    private static let keptBytes = 4096
    /// When so much waits to be sent, the latest ping alone is answered, later (§5.5.3).
    private static let pongRoomBytes = 16 * 1024
    private static let nanosecondsForByte: UInt64 = 1_000_000

    private let limits: WebSocketLimits
    private var phase = Phase.open

    /// The frame of a message whose content is coming: `payloadLeft` more bytes of it, the next one masked with the
    /// lowest byte of `key`.
    private var frame: WebSocketFrameHeader?
    private var payloadLeft = 0
    private var key: UInt32 = 0
    /// Of the message that has begun and not ended.
    private var kind: WebSocketMessageKind?
    private var frameCount = 0
    private var message: [UInt8] = []
    private var text = UTF8Check()
    /// The message is complete, and the owner has not asked for what follows it.
    private var waitsForOwner = false
    /// The latest ping that there was no room to answer.
    private var latePing: [UInt8]?

    package private(set) var deadlineNanoseconds: UInt64
    /// How many unread bytes `read` has seen and left.
    private var seenCount = 0
    /// When the peer is to be pinged, or is given up when it has been.
    private var silenceNanoseconds: UInt64
    private var isPinged = false
    /// When what has begun and not ended began: a message, or a frame.
    private var beginNanoseconds: UInt64?
    private var closeDeadlineNanoseconds = UInt64.max

    package init(limits: WebSocketLimits, nowNanoseconds: UInt64) {
        self.limits = limits
        silenceNanoseconds = nowNanoseconds + limits.pingNanoseconds
        deadlineNanoseconds = silenceNanoseconds
    }

    /// Nothing more is read: what is not sent yet is sent, then the connection ends.
    package var hasEnded: Bool { if case .ended = phase { true } else { false } }
    /// Messages may be sent: no Close has gone yet (§5.5.1).
    package var isOpen: Bool { if case .open = phase { true } else { false } }
    /// What it has allocated for what has come.
    package var heldBytes: Int { message.capacity + (latePing?.capacity ?? 0) }

    /// Hands over the message that `read` has told of, before the next `read`.
    /// - Parameter message: an empty one, whose room is used for the next.
    package mutating func takeMessage(_ message: inout [UInt8]) {
        swap(&self.message, &message)
        dropMessage()
    }

    /// Appends a whole message as one frame, which is the same for every receiver.
    /// - Parameter message: UTF-8 if it is a text.
    package static func append(
        _ message: Span<UInt8>, as kind: WebSocketMessageKind, to output: inout [UInt8]
    ) {
        // Made once and shared: just as large as need be.
        if output.isEmpty { output.reserveCapacity(message.count + 10) }
        WebSocketFrameHeader.append(kind == .text ? .text : .binary, payloadCount: message.count, to: &output)
        output.append(copying: message)
    }

    private mutating func dropMessage() {
        if message.capacity > Self.keptBytes {
            message = []
        } else if !message.isEmpty {
            message.removeAll(keepingCapacity: true)
        }
    }

    private mutating func end(_ end: WebSocketEnd) -> WebSocketEvent {
        phase = .ended
        message = []
        latePing = nil
        deadlineNanoseconds = .max
        return .ended(end)
    }
}

// MARK: Reading

extension WebSocketMachine {
    /// Reads on. After `message` it is asked again when the owner wants the next one: until then it waits for nothing,
    /// and answers neither ping nor Close.
    /// - Parameters:
    ///   - bytes: what is unread, from the first byte after the last one consumed.
    ///   - output: what waits to be sent; gets what the protocol itself has to say.
    package mutating func read(
        _ bytes: Span<UInt8>, nowNanoseconds: UInt64, output: inout [UInt8]
    ) -> WebSocketStep {
        // What still comes is nobody's.
        if hasEnded { return WebSocketStep(consumed: bytes.count, event: .needsMore) }
        if waitsForOwner || bytes.count > seenCount { noteLife(nowNanoseconds) }
        if waitsForOwner {
            waitsForOwner = false
            dropMessage()
        }
        var used = 0
        var event: WebSocketEvent?
        while event == nil {
            let rest = bytes.extracting(used...)
            event =
                if let frame { readPayload(of: frame, rest, &used, &output) } else { readFrame(rest, &used, &output) }
        }
        seenCount = bytes.count - used
        if event == .needsMore { waitForMore(nowNanoseconds, hasBegun: kind != nil || seenCount > 0) }
        return WebSocketStep(consumed: used, event: event ?? .needsMore)
    }

    /// A whole control frame, or the header of another.
    /// - Returns: `nil` when there may be more to do.
    private mutating func readFrame(
        _ bytes: Span<UInt8>, _ used: inout Int, _ output: inout [UInt8]
    ) -> WebSocketEvent? {
        let header: WebSocketFrameHeader?
        do throws(WebSocketFlaw) {
            let roomBytes = isOpen ? limits.messageBytes - message.count : .max
            header = try WebSocketFrameHeader(reading: bytes, isInMessage: kind != nil, roomBytes: roomBytes)
        } catch {
            return fail(error, &output)
        }
        guard let header else { return .needsMore }
        guard !header.opcode.isControl else { return readControl(header, bytes, &used, &output) }
        if kind == nil { frameCount = 0 }
        switch header.opcode {
        case .text: kind = .text
        case .binary: kind = .binary
        case .continuation, .close, .ping, .pong: break
        }
        frameCount += 1
        if isOpen, frameCount > limits.messageFrames { return fail(.messageInTooManyFrames, &output) }
        (frame, payloadLeft, key) = (header, header.payloadCount, header.key)
        used += header.headerCount
        return nil
    }

    /// Content of a message.
    private mutating func readPayload(
        of frame: WebSocketFrameHeader, _ bytes: Span<UInt8>, _ used: inout Int, _ output: inout [UInt8]
    ) -> WebSocketEvent? {
        let piece = bytes.extracting(first: payloadLeft)
        used += piece.count
        payloadLeft -= piece.count
        if isOpen, !collect(piece) { return fail(.textNotUTF8, &output) }
        if payloadLeft > 0 { return .needsMore }
        self.frame = nil
        return frame.isFinal ? endMessage(&output) : nil
    }

    /// - Returns: whether it is, so far, what it is said to be.
    private mutating func collect(_ piece: Span<UInt8>) -> Bool {
        let start = message.count
        let isASCII = message.append(unmasking: piece, key: key)
        let turn = UInt32(8 * (piece.count & 3))
        key = key &>> turn | key &<< (32 &- turn)
        if kind == .binary || isASCII && text.isComplete { return true }
        var check = text
        defer { text = check }
        return check.accepts(message.span.extracting(start...))
    }

    private mutating func endMessage(_ output: inout [UInt8]) -> WebSocketEvent? {
        guard let kind else { return nil }
        self.kind = nil
        beginNanoseconds = nil
        guard isOpen else { return nil }
        if !text.isComplete { return fail(.textNotUTF8, &output) }
        waitsForOwner = true
        deadlineNanoseconds = .max
        return .message(kind)
    }

    /// The peer has broken a rule. It is told, and what it may still send is not looked at (§7.1.7); unless it was told
    /// something before.
    private mutating func fail(_ flaw: WebSocketFlaw, _ output: inout [UInt8]) -> WebSocketEvent {
        if case .closing(let code) = phase { return end(.closed(code)) }
        appendClose(flaw.closeCode, flaw.reason, &output)
        return end(.failed(flaw))
    }
}

// MARK: Control frames

extension WebSocketMachine {
    /// They are short, and looked at when they are whole; they may stand between the frames of a message (§5.4).
    private mutating func readControl(
        _ header: WebSocketFrameHeader, _ bytes: Span<UInt8>, _ used: inout Int, _ output: inout [UInt8]
    ) -> WebSocketEvent? {
        let count = header.headerCount + header.payloadCount
        guard bytes.count >= count else { return .needsMore }
        used += count
        if kind == nil { beginNanoseconds = nil }
        let payload = bytes.extracting(header.headerCount..<count)
        switch header.opcode {
        case .close: return answerClose(payload, header.key, &output)
        case .ping: answerPing(payload, header.key, &output)
        case .continuation, .text, .binary, .pong: break
        }
        return nil
    }

    private mutating func answerPing(_ payload: Span<UInt8>, _ key: UInt32, _ output: inout [UInt8]) {
        if output.count < Self.pongRoomBytes {
            latePing = nil
            WebSocketFrameHeader.append(.pong, payloadCount: payload.count, to: &output)
            _ = output.append(unmasking: payload, key: key)
        } else {
            var ping: [UInt8] = []
            _ = ping.append(unmasking: payload, key: key)
            latePing = ping
        }
    }

    private mutating func answerLatePing(_ output: inout [UInt8]) {
        guard let ping = latePing, output.count < Self.pongRoomBytes else { return }
        WebSocketFrameHeader.append(.pong, payloadCount: ping.count, to: &output)
        output += ping
        latePing = nil
    }

    /// The peer's Close is answered with its own code (§5.5.1), or is the answer to ours.
    private mutating func answerClose(
        _ payload: Span<UInt8>, _ key: UInt32, _ output: inout [UInt8]
    ) -> WebSocketEvent {
        if case .closing(let code) = phase { return end(.closed(code)) }
        if payload.isEmpty {
            WebSocketFrameHeader.append(.close, payloadCount: 0, to: &output)
            return end(.closedByPeer(.noStatus))
        }
        var content: [UInt8] = []
        _ = content.append(unmasking: payload, key: key)
        guard content.count > 1 else { return fail(.closeCodeInvalid, &output) }
        let code = WebSocketCloseCode(rawValue: UInt16(content[0]) << 8 | UInt16(content[1]))
        guard code.maySend else { return fail(.closeCodeInvalid, &output) }
        var reason = UTF8Check()
        guard reason.accepts(content.span.extracting(2...)), reason.isComplete else {
            return fail(.closeReasonNotUTF8, &output)
        }
        appendClose(code, "", &output)
        return end(.closedByPeer(code))
    }

    private func appendClose(_ code: WebSocketCloseCode, _ reason: String, _ output: inout [UInt8]) {
        var reason = reason
        while reason.utf8.count > WebSocketFrameHeader.controlBytes - 2 { reason.removeLast() }
        WebSocketFrameHeader.append(.close, payloadCount: 2 + reason.utf8.count, to: &output)
        output.append(UInt8(code.rawValue >> 8))
        output.append(UInt8(truncatingIfNeeded: code.rawValue))
        output.append(contentsOf: reason.utf8)
    }

    /// Begins to close, if that has not begun: no message is told of any more, and none may be sent.
    /// - Parameters:
    ///   - code: one that may stand in a Close.
    ///   - reason: for whoever looks for the cause; what is beyond 123 bytes is cut off.
    package mutating func close(
        _ code: WebSocketCloseCode, reason: String = "", nowNanoseconds: UInt64, output: inout [UInt8]
    ) {
        precondition(code.maySend, "\(code) is not for a Close")
        guard isOpen else { return }
        appendClose(code, reason, &output)
        phase = .closing(code)
        waitsForOwner = false
        message = []
        closeDeadlineNanoseconds = nowNanoseconds + limits.closeNanoseconds
        deadlineNanoseconds = closeDeadlineNanoseconds
    }
}

// MARK: Time and ends

extension WebSocketMachine {
    /// A byte has come, or could not have.
    private mutating func noteLife(_ nowNanoseconds: UInt64) {
        isPinged = false
        silenceNanoseconds = nowNanoseconds + limits.pingNanoseconds
    }

    private mutating func waitForMore(_ nowNanoseconds: UInt64, hasBegun: Bool) {
        if !hasBegun { beginNanoseconds = nil } else if beginNanoseconds == nil { beginNanoseconds = nowNanoseconds }
        setDeadline()
        // All that waits may go at once: then nothing else would remind of it.
        if latePing != nil { deadlineNanoseconds = nowNanoseconds }
    }

    /// When what has begun must have come to its end.
    private var stallNanoseconds: UInt64 {
        guard let beginNanoseconds else { return .max }
        return beginNanoseconds + limits.messageNanoseconds + UInt64(message.count) * Self.nanosecondsForByte
    }

    private mutating func setDeadline() {
        deadlineNanoseconds =
            switch phase {
            case .open: waitsForOwner ? .max : min(silenceNanoseconds, stallNanoseconds)
            case .closing: closeDeadlineNanoseconds
            case .ended: .max
            }
    }

    /// The peer has ended its side, and `read` needs more than there is.
    package mutating func inputEnded() -> WebSocketEvent {
        switch phase {
        case .open: end(.gone)
        case .closing(let code): end(.closed(code))
        case .ended: .needsMore
        }
    }

    /// The deadline has passed.
    /// - Parameter output: may get a ping, or the answer to one.
    package mutating func timePassed(nowNanoseconds: UInt64, output: inout [UInt8]) -> WebSocketEvent {
        guard nowNanoseconds >= deadlineNanoseconds else { return .needsMore }
        answerLatePing(&output)
        if case .closing(let code) = phase {
            if nowNanoseconds >= closeDeadlineNanoseconds { return end(.closed(code)) }
        } else if nowNanoseconds >= stallNanoseconds {
            return fail(.tooSlow, &output)
        } else if nowNanoseconds >= silenceNanoseconds {
            if isPinged { return end(.silent) }
            WebSocketFrameHeader.append(.ping, payloadCount: 0, to: &output)
            isPinged = true
            silenceNanoseconds = nowNanoseconds + limits.pongNanoseconds
        }
        setDeadline()
        return .needsMore
    }

    /// What waited to be sent has gone, or the owner reads on after a while in which it did not: what the peer owes is
    /// counted from now.
    /// - Parameter output: may get the answer to a ping.
    package mutating func peerMayGoOn(nowNanoseconds: UInt64, output: inout [UInt8]) {
        answerLatePing(&output)
        noteLife(nowNanoseconds)
        if beginNanoseconds != nil { beginNanoseconds = nowNanoseconds }
        closeDeadlineNanoseconds = nowNanoseconds + limits.closeNanoseconds
        setDeadline()
    }
}
