import Core

/// libFuzzer's entry: whatever the bytes, and however they are cut, the machine says the same and never traps; what it
/// sends are whole frames, what it holds has a bound, and its deadline never lies in the past.
///
/// The bytes are sent as they are, or with an odd last byte in frames that are masked and as long as they say. That
/// byte also chooses the size of the pieces and how it ends, the one before it the limits and when the gateway begins
/// to close.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWebSocket(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.popLast(), let other = bytes.popLast() else { return 0 }
    if choice & 1 == 1 { bytes = masked(bytes) }
    let small = WebSocketLimits(messageBytes: 40, messageFrames: 3)
    let closePlace = other & 1 == 0 ? nil : min(bytes.count, Int(other >> 2) * 4)
    func drive(_ pieceBytes: Int) -> [String] {
        let driver = Driver(limits: other & 2 == 0 ? WebSocketLimits() : small)
        driver.drive(bytes, pieceBytes: pieceBytes, closePlace: closePlace, endsByTime: choice < 128)
        return driver.told
    }
    let whole = drive(bytes.count + 1)
    precondition(drive(1) == whole, "byte by byte it is something else")
    precondition(drive(Int(choice % 64) + 2) == whole, "in pieces it is something else")
    return 0
}

/// Frames that are masked and as long as they say: of each, two bytes are the first one and the length of its content.
private func masked(_ bytes: [UInt8]) -> [UInt8] {
    var frames: [UInt8] = []
    var rest = bytes[...]
    while let first = rest.popFirst(), let length = rest.popFirst() {
        let content = rest.prefix(Int(length % 126))
        rest = rest.dropFirst(content.count)
        let key: [UInt8] = [first, length, 0x5A, 0xA5]
        frames += [first, 0x80 | UInt8(content.count)] + key
        for (place, byte) in content.enumerated() { frames.append(byte ^ key[place % 4]) }
    }
    return frames
}

/// A client, and a gateway that sends every message back.
private final class Driver {
    private let limits: WebSocketLimits
    private var machine: WebSocketMachine
    private var now: UInt64 = 1_000_000_000
    private var unread: [UInt8] = []
    private var inputHasEnded = false
    private var output: [UInt8] = []
    /// What happened, in words that do not depend on the pieces.
    private(set) var told: [String] = []

    init(limits: WebSocketLimits) {
        self.limits = limits
        machine = WebSocketMachine(limits: limits, nowNanoseconds: now)
    }

    func drive(_ bytes: [UInt8], pieceBytes: Int, closePlace: Int?, endsByTime: Bool) {
        send(bytes[..<(closePlace ?? bytes.count)], pieceBytes)
        if let closePlace {
            machine.close(.goingAway, reason: "so it is", nowNanoseconds: now, output: &output)
            precondition(!machine.isOpen && machine.heldBytes < 256, "who closes drops what was coming")
            send(bytes[closePlace...], pieceBytes)
        }
        if endsByTime {
            while machine.deadlineNanoseconds < .max {
                precondition(machine.deadlineNanoseconds >= now, "a deadline lies ahead")
                now = machine.deadlineNanoseconds
                tell(machine.timePassed(nowNanoseconds: now, output: &output))
            }
        } else {
            inputHasEnded = true
            pump()
        }
        precondition(machine.hasEnded && machine.heldBytes == 0, "it has ended")
        precondition(machine.inputEnded() == .needsMore, "the end is no news to it")
        readOutput()
    }

    private func send(_ bytes: ArraySlice<UInt8>, _ pieceBytes: Int) {
        var rest = bytes
        while !rest.isEmpty {
            unread += rest.prefix(pieceBytes)
            rest = rest.dropFirst(pieceBytes)
            pump()
        }
    }

    private func pump() {
        while !machine.hasEnded {
            let bytes = unread
            let outputCount = output.count
            let step = machine.read(bytes.span, nowNanoseconds: now, output: &output)
            precondition(output.count >= outputCount, "what was said is said")
            precondition((0...bytes.count).contains(step.consumed), "it uses what there is")
            unread.removeFirst(step.consumed)
            precondition(machine.heldBytes <= 2 * limits.messageBytes + 512, "what is held has a bound")
            tell(step.event)
            if step.event != .needsMore { continue }
            precondition(machine.hasEnded || unread.count <= 130, "an unfinished frame has a bound")
            let event = inputHasEnded ? machine.inputEnded() : .needsMore
            if event == .needsMore { break }
            tell(event)
        }
        precondition(machine.deadlineNanoseconds >= now, "a deadline lies ahead")
    }

    private func tell(_ event: WebSocketEvent) {
        switch event {
        case .needsMore: break
        case .message(let kind):
            precondition(machine.isOpen && machine.deadlineNanoseconds == .max, "it waits for its owner")
            var message: [UInt8] = []
            machine.takeMessage(&message)
            precondition(message.count <= limits.messageBytes, "a message has a bound")
            precondition(
                kind == .binary || String(validating: message, as: UTF8.self) != nil, "a text is UTF-8")
            told.append("\(kind) \(message)")
            WebSocketMachine.append(message.span, as: kind, to: &output)
        case .ended(let end):
            precondition(machine.hasEnded && machine.deadlineNanoseconds == .max, "it waits for nothing")
            told.append("\(end)")
        }
    }

    /// All that was sent is whole frames that are not masked; nothing but pongs follows a Close.
    private func readOutput() {
        var (place, hasClosed) = (0, false)
        while place < output.count {
            let first = output[place]
            let short = Int(output[place + 1])
            let lengthBytes = short < 126 ? 0 : short == 126 ? 2 : 8
            let length = output[(place + 2)...].prefix(lengthBytes).reduce(0) { $0 << 8 | Int($1) }
            place += 2 + lengthBytes + (lengthBytes == 0 ? short : length)
            precondition([0x81, 0x82, 0x88, 0x89, 0x8A].contains(first), "frames are final, and of a kind")
            precondition(!hasClosed || first == 0x8A, "nothing follows a Close")
            hasClosed = hasClosed || first == 0x88
        }
        precondition(place == output.count, "frames are whole")
        told.append("\(output)")
    }
}
