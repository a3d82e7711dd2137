@testable import Core
import TestSupport

/// A frame of which everything is known that a model asks for.
struct ScriptedFrame {
    enum Action {
        /// Content of a message.
        case data
        case ping
        case pong
        case close(WebSocketCloseCode)
    }

    /// What is wrong with it, and of how many of its bytes that can be told.
    struct Fault {
        let flaw: WebSocketFlaw
        let byteCount: Int
        /// Only the content of a message is wrong, which nobody looks at when the gateway has closed.
        let isOfMessage: Bool
    }

    let frame: ClientFrame
    let action: Action
    var fault: Fault?

    var bytes: [UInt8] { frame.bytes }
    var headerCount: Int { frame.headerBytes.count }
}

/// Frames made up at random, one after the other.
struct WebSocketScript {
    static let limits = WebSocketLimits(messageBytes: 300, messageFrames: 4)

    private(set) var frames: [ScriptedFrame] = []
    private var generator: SeededGenerator
    /// Of the message that has begun and not ended.
    private var message: (isText: Bool, content: [UInt8], frameCount: Int)?

    static func random(using generator: inout SeededGenerator) -> [ScriptedFrame] {
        var script = WebSocketScript(generator: SeededGenerator(seed: generator.next()))
        for _ in 0..<Int.random(in: 1...8, using: &script.generator) { script.addItem() }
        return script.frames
    }

    private init(generator: SeededGenerator) { self.generator = generator }

    private mutating func addItem() {
        switch Int.random(in: 0..<24, using: &generator) {
        case 0: addBroken()
        case 1: addClose()
        case 2..<7: addControl()
        default: addMessage()
        }
    }

    private func key(using generator: inout SeededGenerator) -> [UInt8] {
        (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private mutating func add(_ frame: ClientFrame, _ action: ScriptedFrame.Action, _ fault: ScriptedFrame.Fault? = nil)
    {
        var frame = frame
        if frame.key != nil { frame.key = key(using: &generator) }
        frames.append(ScriptedFrame(frame: frame, action: action, fault: fault))
    }

    private mutating func addControl() {
        let sizes = [0, 1, 5, 124, 125]
        let payload = [UInt8](repeating: 0x70, count: sizes.randomElement(using: &generator) ?? 0)
        generator.oneIn(3)
            ? add(ClientFrame(opcode: 10, payload: payload), .pong)
            : add(ClientFrame(opcode: 9, payload: payload), .ping)
    }

    // MARK: Messages

    private mutating func addMessage() {
        var content: [UInt8] = []
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let pieces = ["hello, world ", "привет", "κόσμε", "😀", "\u{0}", String(repeating: "x", count: 90)]
            content += Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
        if generator.oneIn(6), !content.isEmpty {
            content[Int.random(in: 0..<content.count, using: &generator)] = .random(in: 0...255, using: &generator)
        }
        let isText = !generator.oneIn(3)
        while true {
            let isFinal = generator.oneIn(2)
            let count = isFinal ? content.count : Int.random(in: 0...content.count, using: &generator)
            addData(Array(content.prefix(count)), isText: isText, isFinal: isFinal)
            content.removeFirst(count)
            if isFinal { return }
            if generator.oneIn(2) { addControl() }
            // Some messages never end.
            if generator.oneIn(20) { return addBroken() }
        }
    }

    private mutating func addData(_ payload: [UInt8], isText: Bool, isFinal: Bool) {
        let opcode: UInt8 = message != nil ? 0 : isText ? 1 : 2
        let frame = ClientFrame(opcode: opcode, payload: payload, isFinal: isFinal)
        let (_, before, frameCount) = message ?? (isText, [], 0)
        let header = frame.headerBytes.count
        let look = UTF8Model.look(at: isText ? before + payload : [])
        var fault: ScriptedFrame.Fault?
        if before.count + payload.count > Self.limits.messageBytes {
            fault = ScriptedFrame.Fault(flaw: .messageTooLarge, byteCount: header - 4, isOfMessage: true)
        } else if frameCount == Self.limits.messageFrames {
            fault = ScriptedFrame.Fault(flaw: .messageInTooManyFrames, byteCount: header, isOfMessage: true)
        } else if let place = look.firstBad, place >= before.count {
            let count = header + place - before.count + 1
            fault = ScriptedFrame.Fault(flaw: .textNotUTF8, byteCount: count, isOfMessage: true)
        } else if isFinal, look.firstBad == nil, !look.isComplete {
            fault = ScriptedFrame.Fault(flaw: .textNotUTF8, byteCount: header + payload.count, isOfMessage: true)
        }
        message = isFinal ? nil : (isText, before + payload, frameCount + 1)
        add(frame, .data, fault)
    }

    // MARK: Ends

    private mutating func addClose() {
        let codes: [UInt16] = [1000, 1001, 1008, 3000, 4999, 0, 1005, 1016, 5000]
        let code = WebSocketCloseCode(rawValue: codes.randomElement(using: &generator) ?? 1000)
        let isEmpty = generator.oneIn(4)
        let isBadReason = generator.oneIn(4)
        let frame = isEmpty ? ClientFrame.close : .close(code.rawValue, isBadReason ? [0xC0] : Array("так".utf8))
        let flaw: WebSocketFlaw? =
            isEmpty ? nil : !code.maySend ? .closeCodeInvalid : isBadReason ? .closeReasonNotUTF8 : nil
        let fault = flaw.map { ScriptedFrame.Fault(flaw: $0, byteCount: frame.bytes.count, isOfMessage: false) }
        add(frame, .close(isEmpty ? .noStatus : code), fault)
    }

    /// A frame whose header breaks a rule.
    private mutating func addBroken() {
        let frame = ClientFrame(opcode: message == nil ? 2 : 0, payload: [1, 2, 3])
        let choices: [(ClientFrame, Int, WebSocketFlaw)] = [
            (frame.with { $0.reserved = 4 }, 1, .reservedBits), (frame.with { $0.opcode = 5 }, 1, .reservedOpcode),
            (frame.with { $0.key = nil }, 2, .unmasked), (frame.with { $0.lengthBytes = 2 }, 4, .lengthNotMinimal),
            (frame.with { $0.announced = .max }, 10, .lengthOverflow),
            (ClientFrame.ping().with { $0.isFinal = false }, 1, .controlFragmented),
            (ClientFrame.ping(String(repeating: "x", count: 126)), 2, .controlTooLong),
            message == nil
                ? (ClientFrame.more("a"), 1, .continuationWithoutMessage)
                : (ClientFrame.text("a"), 1, .messageInMessage),
        ]
        guard let (broken, count, flaw) = choices.randomElement(using: &generator) else { return }
        add(broken, .data, ScriptedFrame.Fault(flaw: flaw, byteCount: count, isOfMessage: false))
    }
}
