import Core

/// libFuzzer's entry: whatever the bytes, and however they are cut, the machine says the same and never traps; its
/// events come in order, its output only grows, and its deadline never lies in the past.
///
/// The last byte chooses the size of the pieces and how it ends, the one before it the limits and when the gateway
/// begins to stop.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP1Machine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.popLast(), let other = bytes.popLast() else { return 0 }
    let small = HTTPLimits(
        requestLineBytes: 60, fieldBytes: 50, headBytes: 120, fieldCount: 6, bodyBytes: 20, chunkOverheadBytes: 16)
    let drainPlace = other & 1 == 0 ? nil : min(bytes.count, Int(other >> 2) * 4)
    func drive(_ pieceBytes: Int) -> [String] {
        var driver = Driver(limits: other & 2 == 0 ? HTTPLimits() : small)
        driver.drive(bytes, pieceBytes: pieceBytes, drainPlace: drainPlace, endsByTime: choice < 128)
        return driver.told
    }
    let whole = drive(bytes.count + 1)
    precondition(drive(1) == whole, "byte by byte it is something else")
    precondition(drive(Int(choice % 64) + 2) == whole, "in pieces it is something else")
    return 0
}

/// A client and a gateway. DELETE is answered before its content has come; what is to be done about PATCH, and how PUT
/// is answered, is known only when all bytes have come.
private struct Driver {
    private static let contentLimitBytes = 20
    private static let date = ServerDate(secondsSinceEpoch: 0)

    private let limits: HTTPLimits
    private var machine: HTTP1Machine
    private var now: UInt64 = 1_000_000_000
    private var unread: [UInt8] = []
    private var inputHasEnded = false
    private var output: [UInt8] = []
    private var content: [UInt8] = []
    /// What happened, in words that do not depend on the pieces.
    private(set) var told: [String] = []

    /// The request that is not answered.
    private var atHand: (stream: StreamID, method: RequestMethod)?
    private var waits = false
    private var isComplete = false
    private var streamCount: StreamID = 0

    init(limits: HTTPLimits) {
        self.limits = limits
        let patience = WirePatience(headMilliseconds: 10_000, contentMilliseconds: 5_000, idleMilliseconds: 75_000)
        machine = HTTP1Machine(limits: limits, patience: patience, nowNanoseconds: now)
    }

    mutating func drive(_ bytes: [UInt8], pieceBytes: Int, drainPlace: Int?, endsByTime: Bool) {
        send(bytes[..<(drainPlace ?? bytes.count)], pieceBytes)
        if let drainPlace {
            perform(machine.drain(nowNanoseconds: now))
            send(bytes[drainPlace...], pieceBytes)
        }
        decide()
        if endsByTime {
            while machine.deadlineNanoseconds < .max { letTimePass() }
        } else {
            inputHasEnded = true
            pump()
            decide()
        }
        precondition(machine.hasEnded, "it has ended")
        precondition(machine.inputEnded(unreadBytes: 0) == .needsMore, "the end is no news to it")
    }

    private mutating func send(_ bytes: ArraySlice<UInt8>, _ pieceBytes: Int) {
        var rest = bytes
        while !rest.isEmpty {
            unread += rest.prefix(pieceBytes)
            rest = rest.dropFirst(pieceBytes)
            now += 1_000
            pump()
        }
    }

    /// The gateway decides what it has put off.
    private mutating func decide() {
        while waits, let atHand {
            waits = false
            atHand.method == .patch && !isComplete ? takeContent(atHand.stream) : respond(200)
            pump()
        }
    }

    private mutating func letTimePass() {
        precondition(machine.deadlineNanoseconds >= now, "a deadline lies ahead")
        now = machine.deadlineNanoseconds
        perform(machine.timePassed())
        decide()
    }

    private mutating func pump() {
        while !machine.hasEnded {
            let bytes = unread
            let outputCount = output.count
            let step = machine.read(bytes.span, nowNanoseconds: now, output: &output)
            precondition(output.count >= outputCount, "what was said is said")
            precondition((0...bytes.count).contains(step.consumed), "it uses what there is")
            if case .content(let stream, let range) = step.event {
                precondition(stream == atHand?.stream && !isComplete && !range.isEmpty, "content is a request's")
                content += bytes[range]
                precondition(content.count <= Self.contentLimitBytes, "no more content comes than was wanted")
            }
            unread.removeFirst(step.consumed)
            guard step.event == .needsMore else {
                perform(step.event)
                continue
            }
            precondition(
                atHand != nil || unread.count < limits.unfinishedHeadBytes, "an unfinished head has a bound")
            let event = inputHasEnded ? machine.inputEnded(unreadBytes: unread.count) : .needsMore
            if event == .needsMore { break }
            perform(event)
        }
        precondition(machine.deadlineNanoseconds >= now, "a deadline lies ahead")
    }

    private mutating func perform(_ event: WireEvent) {
        switch event {
        case .needsMore, .content: break
        case .head(let stream): begin(stream)
        case .end(let stream):
            precondition(stream == atHand?.stream && !isComplete, "a request ends once")
            isComplete = true
            told.append("end \(content)")
            if atHand?.method == .put { waits = true } else { respond(200) }
        case .gone(let stream):
            precondition(atHand == nil || stream == atHand?.stream && !isComplete, "who has asked has not gone")
            precondition(machine.hasEnded, "nobody is there")
            told.append("gone \(content)")
            atHand = nil
        case .refused(let stream, let refusal):
            if atHand == nil { take(stream) }
            precondition(stream == atHand?.stream && !isComplete, "what is complete is not refused")
            refuse(refusal)
        case .changes: preconditionFailure("HTTP/1.1 has no successor yet")
        case .close:
            precondition(machine.hasEnded && atHand == nil, "nobody waits for an answer")
            told.append("close")
        }
    }

    private mutating func begin(_ stream: StreamID) {
        take(stream)
        told.append("\(machine.progress(of: stream).contentLength ?? -1)")
        switch atHand?.method {
        case .delete: respond(404)
        case .patch: waits = true
        default: takeContent(stream)
        }
    }

    private mutating func take(_ stream: StreamID) {
        streamCount += 1
        precondition(atHand == nil && stream == streamCount, "requests come one by one")
        var head = RequestHead()
        machine.takeHead(&head)
        atHand = (stream, head.method)
        isComplete = false
        content = []
        told.append("\(stream) \(String(decoding: head.bytes, as: UTF8.self))")
    }

    private mutating func takeContent(_ stream: StreamID) {
        let refusal = machine.readContent(
            stream, limitBytes: Self.contentLimitBytes, nowNanoseconds: now, output: &output)
        if let refusal { refuse(refusal) }
    }

    private mutating func refuse(_ refusal: WireRefusal) {
        told.append("\(refusal) \(content)")
        respond(refusal.error.code.status)
        precondition(machine.hasEnded, "a refusal is the last answer")
    }

    private mutating func respond(_ status: Int) {
        guard let stream = atHand?.stream else { preconditionFailure("there is something to answer") }
        atHand = nil
        var head = ResponseHead()
        head.status = status
        let start = output.count
        machine.respond(stream, head, contentLength: 2, isLast: false, date: Self.date, output: &output)
        machine.respond(stream, content: [0x6F, 0x6B].span, output: &output)
        told.append("\(machine.progress(of: stream).bytesIn) \(String(decoding: output[start...], as: UTF8.self))")
        machine.endResponse(stream, nowNanoseconds: now)
    }
}
