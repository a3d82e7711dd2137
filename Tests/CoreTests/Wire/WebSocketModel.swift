@testable import Core

/// What RFC 6455 asks of a server, as simply as it can be said: for frames that are known, by counting how many of
/// their bytes have come. The gateway sends every message back.
struct WebSocketModel {
    private static let limits = WebSocketScript.limits
    private static let pongRoomBytes = 16 * 1024

    let frames: [ScriptedFrame]
    private let isSlow: Bool
    private(set) var messages: [String] = []
    private(set) var sent: [String] = []
    private(set) var end: WebSocketEnd?
    /// A message that the gateway has not answered.
    private var atHand: (isText: Bool, content: [UInt8])?
    /// Of the frame at hand.
    private var number = 0
    /// How many bytes the client has sent, and how many of them were frames before the one at hand.
    private var sentCount = 0
    private var earlierCount = 0
    /// Of the message that has begun and not ended.
    private var message: (isText: Bool, content: [UInt8])?
    private var closing: WebSocketCloseCode?
    private var inputHasEnded = false
    /// How much waits to be sent.
    private var unsentCount: Int
    private var latePing: [UInt8]?
    private var remindsOfPing = false

    private var now: UInt64
    private var lifeNanoseconds: UInt64
    private var pingNanoseconds: UInt64?
    private var beginNanoseconds: UInt64?
    private var closeNanoseconds: UInt64 = 0

    init(_ frames: [ScriptedFrame], isSlow: Bool, unsentCount: Int, nowNanoseconds: UInt64) {
        self.frames = frames
        self.unsentCount = unsentCount
        self.isSlow = isSlow
        now = nowNanoseconds
        lifeNanoseconds = now
    }

    var isBusy: Bool { atHand != nil }

    var deadlineNanoseconds: UInt64? { end != nil || isBusy ? nil : remindsOfPing ? 0 : deadline - now }

    private var deadline: UInt64 {
        if closing != nil { return closeNanoseconds + Self.limits.closeNanoseconds }
        let silence =
            pingNanoseconds.map { $0 + Self.limits.pongNanoseconds }
            ?? lifeNanoseconds + Self.limits.pingNanoseconds
        return min(silence, stall ?? .max)
    }

    private var stall: UInt64? {
        beginNanoseconds.map { $0 + Self.limits.messageNanoseconds + UInt64(collectedCount) * 1_000_000 }
    }

    /// How much of the frame at hand has come.
    private var count: Int { number < frames.count ? min(sentCount - earlierCount, frames[number].bytes.count) : 0 }

    /// How much of the message at hand has come.
    private var collectedCount: Int {
        guard number < frames.count, case .data = frames[number].action else { return message?.content.count ?? 0 }
        return (message?.content.count ?? 0) + max(0, count - frames[number].headerCount)
    }

    // MARK: - What happens

    mutating func send(_ byteCount: Int) {
        sentCount += byteCount
        if !isBusy { goThrough() }
    }

    mutating func endInput() {
        inputHasEnded = true
        if !isBusy { goThrough(isNews: false) }
    }

    mutating func goOn() {
        guard let (isText, content) = atHand else { return }
        atHand = nil
        say(isText ? "text \(String(decoding: content, as: UTF8.self))" : "binary \(content)", content.count)
        goThrough()
    }

    mutating func close(_ code: WebSocketCloseCode) {
        if closing == nil {
            say("close \(code.rawValue)", 2)
            (closing, closeNanoseconds, atHand) = (code, now, nil)
        }
        goThrough(isNews: false)
    }

    mutating func flush() {
        unsentCount = 0
        if let latePing { sayPong(latePing) }
        (latePing, remindsOfPing) = (nil, false)
        showLife()
        if beginNanoseconds != nil { beginNanoseconds = now }
        closeNanoseconds = now
    }

    mutating func pass(milliseconds: UInt64) {
        now += milliseconds * 1_000_000
        guard end == nil, !isBusy else { return }
        remindsOfPing = false
        guard now >= deadline else { return }
        if let closing {
            end = .closed(closing)
        } else if let stall, now >= stall {
            refuse(.tooSlow)
        } else if pingNanoseconds != nil {
            end = .silent
        } else {
            say("ping", 0)
            pingNanoseconds = now
        }
    }

    // MARK: - The rules

    private mutating func showLife() {
        lifeNanoseconds = now
        pingNanoseconds = nil
    }

    /// As far as the bytes reach.
    private mutating func goThrough(isNews: Bool = true) {
        if isNews { showLife() }
        while end == nil, !isBusy, number < frames.count {
            let frame = frames[number]
            if let fault = frame.fault, count >= fault.byteCount, closing == nil || !fault.isOfMessage {
                return refuse(fault.flaw)
            }
            guard count == frame.bytes.count else { break }
            earlierCount += count
            number += 1
            complete(frame)
        }
        guard end == nil, !isBusy else { return }
        remindsOfPing = latePing != nil
        if inputHasEnded {
            end = closing.map { .closed($0) } ?? .gone
        } else if message != nil || count > 0 {
            beginNanoseconds = beginNanoseconds ?? now
        } else {
            beginNanoseconds = nil
        }
    }

    private mutating func complete(_ frame: ScriptedFrame) {
        switch frame.action {
        case .data: completeData(frame.frame)
        case .ping:
            if unsentCount < Self.pongRoomBytes {
                latePing = nil
                sayPong(frame.frame.payload)
            } else {
                latePing = frame.frame.payload
            }
        case .pong: break
        case .close(let code):
            if closing == nil { say(code == .noStatus ? "close" : "close \(code.rawValue)", code == .noStatus ? 0 : 2) }
            end = closing.map { .closed($0) } ?? .closedByPeer(code)
        }
        if message == nil { beginNanoseconds = nil }
    }

    private mutating func completeData(_ frame: ClientFrame) {
        let (isText, before) = message ?? (frame.opcode == 1, [])
        let content = before + (closing == nil ? frame.payload : [])
        message = frame.isFinal ? nil : (isText, content)
        guard frame.isFinal, closing == nil else { return }
        let words = isText ? "text \(String(decoding: content, as: UTF8.self))" : "binary \(content)"
        messages.append(words)
        if isSlow {
            atHand = (isText, content)
        } else {
            say(words, content.count)
            showLife()
        }
    }

    private mutating func refuse(_ flaw: WebSocketFlaw) {
        guard closing == nil else { return end = closing.map { .closed($0) } }
        say("close \(flaw.closeCode.rawValue) \(flaw.reason)", 2 + flaw.reason.utf8.count)
        end = .failed(flaw)
    }

    private mutating func sayPong(_ payload: [UInt8]) {
        say(payload.isEmpty ? "pong" : "pong \(payload)", payload.count)
    }

    private mutating func say(_ words: String, _ payloadCount: Int) {
        sent.append(words)
        unsentCount += payloadCount + (payloadCount < 126 ? 2 : 4)
    }
}
