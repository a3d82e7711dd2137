@testable import Core
import Testing

/// Both sides of a WebSocket, without sockets and with invented time: gives the machine a client's bytes, does what a
/// gateway does about its events, and writes down what comes of it.
///
/// Every message is sent back to the client at once, unless the gateway `isSlow`: then the test calls `goOn`.
final class WebSocketDriver {
    /// Some moment at which the computer has run for a while.
    private static let startNanoseconds: UInt64 = 7_000_000_000_123

    private var machine: WebSocketMachine
    private(set) var nowNanoseconds = WebSocketDriver.startNanoseconds
    private var inputHasEnded = false
    private let isSlow: Bool
    /// A message that is not answered yet.
    private var atHand: (kind: WebSocketMessageKind, content: [UInt8])?
    /// What the client has sent and the machine not used.
    private(set) var unread: [UInt8] = []
    /// What waits to be sent, and how much of it has been looked at.
    private var output: [UInt8]
    private var seenCount: Int

    /// `text hello`, `binary [0, 255]`, in their order.
    private(set) var messages: [String] = []
    /// What was sent to the client: `text hello`, `pong x`, `ping`, `close 1000`, in their order.
    private(set) var sent: [String] = []
    private(set) var end: WebSocketEnd?

    /// - Parameter unsentCount: how much waits to be sent before the machine says anything.
    init(limits: WebSocketLimits = WebSocketLimits(), isSlow: Bool = false, unsentCount: Int = 0) {
        machine = WebSocketMachine(limits: limits, nowNanoseconds: Self.startNanoseconds)
        self.isSlow = isSlow
        output = [UInt8](repeating: 0, count: unsentCount)
        seenCount = unsentCount
    }

    var hasEnded: Bool { machine.hasEnded }
    var isOpen: Bool { machine.isOpen }
    var heldBytes: Int { machine.heldBytes }
    /// The gateway has a message to answer.
    var isBusy: Bool { atHand != nil }

    /// How long the machine waits; `nil` when it waits for the gateway, or has ended.
    var deadlineNanoseconds: UInt64? {
        machine.deadlineNanoseconds < .max ? machine.deadlineNanoseconds - nowNanoseconds : nil
    }

    // MARK: - What happens

    /// The client sends, in pieces that end at those places.
    func send(_ bytes: some Collection<UInt8>, cuts: [Int] = []) {
        let bytes = Array(bytes)
        var start = 0
        for cut in cuts + [bytes.count] {
            unread += bytes[start..<cut]
            start = cut
            pump()
        }
    }

    func send(_ frames: ClientFrame...) { send(frames.flatMap(\.bytes)) }

    /// The client ends its side.
    func endInput() {
        inputHasEnded = true
        pump()
    }

    /// Time passes; like a loop, it says so to a machine that wanted to know.
    func pass(milliseconds: UInt64) {
        nowNanoseconds += milliseconds * 1_000_000
        guard machine.deadlineNanoseconds <= nowNanoseconds else { return }
        note(machine.timePassed(nowNanoseconds: nowNanoseconds, output: &output))
        readOutput()
    }

    /// The gateway has dealt with the message at hand.
    func goOn() {
        answer()
        pump()
    }

    func close(_ code: WebSocketCloseCode, reason: String = "") {
        machine.close(code, reason: reason, nowNanoseconds: nowNanoseconds, output: &output)
        atHand = nil
        readOutput()
        pump()
    }

    /// All that waits to be sent goes at once.
    func sendAll() { (output, seenCount) = ([], 0) }

    /// All that had to wait to be sent has gone.
    func flush() {
        sendAll()
        machine.peerMayGoOn(nowNanoseconds: nowNanoseconds, output: &output)
        readOutput()
    }

    // MARK: - As the gateway does it

    private func pump() {
        while !machine.hasEnded, atHand == nil {
            let bytes = unread
            let step = machine.read(bytes.span, nowNanoseconds: nowNanoseconds, output: &output)
            unread.removeFirst(step.consumed)
            readOutput()
            note(step.event)
            if step.event != .needsMore { continue }
            let event = inputHasEnded ? machine.inputEnded() : .needsMore
            if event == .needsMore { break }
            note(event)
        }
        #expect(machine.deadlineNanoseconds >= nowNanoseconds)
    }

    private func note(_ event: WebSocketEvent) {
        switch event {
        case .needsMore: break
        case .message(let kind):
            var content: [UInt8] = []
            machine.takeMessage(&content)
            messages.append(Self.words(kind, content))
            atHand = (kind, content)
            if !isSlow { answer() }
        case .ended(let end):
            #expect(self.end == nil && machine.hasEnded)
            self.end = end
        }
    }

    private func answer() {
        guard let (kind, content) = atHand else { return }
        atHand = nil
        WebSocketMachine.append(content.span, as: kind, to: &output)
        readOutput()
    }

    private static func words(_ kind: WebSocketMessageKind, _ content: [UInt8]) -> String {
        kind == .text ? "text \(String(decoding: content, as: UTF8.self))" : "binary \(content)"
    }

    /// Reads the frames that are new in the output: all are whole, final and not masked.
    private func readOutput() {
        while seenCount < output.count {
            let (opcode, payload, count) = GatewayFrame.read(output[seenCount...])
            seenCount += count
            let text = String(decoding: payload, as: UTF8.self)
            let words: String
            switch opcode {
            case 0x81: words = "text \(text)"
            case 0x82: words = "binary \(payload)"
            case 0x88 where payload.isEmpty: words = "close"
            case 0x88:
                let code = Int(payload[0]) << 8 | Int(payload[1])
                let reason = String(decoding: payload.dropFirst(2), as: UTF8.self)
                words = reason.isEmpty ? "close \(code)" : "close \(code) \(reason)"
            case 0x89: words = payload.isEmpty ? "ping" : "ping \(text)"
            case 0x8A: words = payload.isEmpty ? "pong" : "pong \(payload)"
            default: words = "a frame that begins with \(opcode)"
            }
            sent.append(words)
        }
    }
}

// MARK: The same however it is cut

extension WebSocketDriver {
    /// What must not depend on how the bytes came.
    struct Outcome: Equatable {
        let messages: [String]
        let sent: [String]
        let end: WebSocketEnd?
        let deadlineNanoseconds: UInt64?
    }

    var outcome: Outcome {
        Outcome(messages: messages, sent: sent, end: end, deadlineNanoseconds: deadlineNanoseconds)
    }

    /// Gives a machine the bytes whole, cut in two at every place, and byte by byte: all must come to the same.
    /// - Returns: the one that got them whole.
    @discardableResult
    static func verified(
        _ frames: ClientFrame..., limits: WebSocketLimits = WebSocketLimits(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> WebSocketDriver {
        let bytes = frames.flatMap(\.bytes)
        func drive(_ cuts: [Int]) -> WebSocketDriver {
            let driver = WebSocketDriver(limits: limits)
            driver.send(bytes, cuts: cuts)
            return driver
        }
        let whole = drive([])
        let places = Array(bytes.indices.dropFirst())
        for cut in places where bytes.count < 2000 {
            #expect(drive([cut]).outcome == whole.outcome, "cut at \(cut)", sourceLocation: sourceLocation)
        }
        #expect(drive(places).outcome == whole.outcome, "byte by byte", sourceLocation: sourceLocation)
        return whole
    }
}

/// A frame as a client sends it, or as it must not.
struct ClientFrame {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    /// The three reserved bits.
    var reserved: UInt8 = 0
    /// `nil` for one that is not masked.
    var key: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    /// How many bytes the length takes beside the seven bits; `nil` for as few as it needs.
    var lengthBytes: Int?
    /// What the length says; `nil` for the truth.
    var announced: UInt64?

    static func text(_ text: String, isFinal: Bool = true) -> ClientFrame { .text(Array(text.utf8), isFinal: isFinal) }
    static func text(_ bytes: [UInt8], isFinal: Bool = true) -> ClientFrame {
        ClientFrame(opcode: 1, payload: bytes, isFinal: isFinal)
    }
    static func binary(_ bytes: [UInt8], isFinal: Bool = true) -> ClientFrame {
        ClientFrame(opcode: 2, payload: bytes, isFinal: isFinal)
    }
    static func more(_ text: String, isFinal: Bool = false) -> ClientFrame { .more(Array(text.utf8), isFinal: isFinal) }
    static func more(_ bytes: [UInt8], isFinal: Bool = false) -> ClientFrame {
        ClientFrame(opcode: 0, payload: bytes, isFinal: isFinal)
    }
    static func ping(_ text: String = "") -> ClientFrame { ClientFrame(opcode: 9, payload: Array(text.utf8)) }
    static func pong(_ text: String = "") -> ClientFrame { ClientFrame(opcode: 10, payload: Array(text.utf8)) }
    static func close(_ code: UInt16, _ reason: [UInt8] = []) -> ClientFrame {
        ClientFrame(opcode: 8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
    }
    static let close = ClientFrame(opcode: 8, payload: [])

    /// The same with other bits.
    func with(_ change: (inout ClientFrame) -> Void) -> ClientFrame {
        var frame = self
        change(&frame)
        return frame
    }

    var headerBytes: [UInt8] {
        let length = announced ?? UInt64(payload.count)
        let lengthBytes = self.lengthBytes ?? (length < 126 ? 0 : length < 65_536 ? 2 : 8)
        let short = lengthBytes == 0 ? UInt8(length) : lengthBytes == 2 ? 126 : 127
        let more = (0..<lengthBytes).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * (lengthBytes - 1 - $0))) }
        return [(isFinal ? 0x80 : 0) | reserved << 4 | opcode, (key == nil ? 0 : 0x80) | short] + more + (key ?? [])
    }

    var bytes: [UInt8] {
        guard let key else { return headerBytes + payload }
        return headerBytes + payload.indices.map { payload[$0] ^ key[$0 % 4] }
    }
}

/// A frame as the gateway sends it.
enum GatewayFrame {
    /// - Returns: the first byte, the content, and how many bytes it is in all.
    static func read(_ bytes: ArraySlice<UInt8>) -> (first: UInt8, payload: [UInt8], count: Int) {
        let bytes = Array(bytes)
        let lengthBytes = bytes[1] < 126 ? 0 : bytes[1] == 126 ? 2 : 8
        let length = lengthBytes == 0 ? Int(bytes[1]) : bytes[2..<2 + lengthBytes].reduce(0) { $0 << 8 | Int($1) }
        let start = 2 + lengthBytes
        return (bytes[0], Array(bytes[start..<start + length]), start + length)
    }
}
