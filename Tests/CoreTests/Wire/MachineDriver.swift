@testable import Core
import Foundation
import Kit
import Testing

/// Both sides of an HTTP/1.1 machine, without sockets and with invented time: gives it a client's bytes, does what a
/// gateway does about its events, and writes down what comes of it.
///
/// What the gateway does stands in the request's path. `early`: it answers when the head has come. `later`: it needs
/// time for the head. `slow`: it needs time for the answer. `last`: its answer is to be the connection's last. `204`,
/// `304`: the status. For what takes time the test calls `readContent` and `answer`.
struct MachineDriver {
    static let patience = WirePatience(
        headMilliseconds: 10_000, contentMilliseconds: 5_000, idleMilliseconds: 75_000)
    static let contentLimitBytes = 1000
    /// Some moment at which the computer has run for a while.
    private static let startNanoseconds: UInt64 = 7_000_000_000_123
    private static let date = ServerDate(secondsSinceEpoch: 784_111_777)

    private var machine: HTTP1Machine
    private(set) var nowNanoseconds = Self.startNanoseconds
    private var inputHasEnded = false
    /// What the client has sent and the machine not used.
    private(set) var unread: [UInt8] = []
    /// The request that is not answered yet.
    private var atHand: (stream: StreamID, path: String)?

    /// `1 GET /path`, `1 content text`, `1 end`, `1 gone`, `1 refused why` and `close`, in their order.
    private(set) var events: [String] = []
    /// `200 ok`, `200 close ok`, `200 keep-alive ok`, without `ok` when there is no content; `100` for Continue.
    private(set) var answers: [String] = []
    /// How much of each request had come when it was answered.
    private(set) var bytesIn: [Int] = []
    /// All that was sent to the client.
    private(set) var output: [UInt8] = []

    init(limits: HTTPLimits = HTTPLimits()) {
        machine = HTTP1Machine(limits: limits, patience: Self.patience, nowNanoseconds: Self.startNanoseconds)
    }

    var hasEnded: Bool { machine.hasEnded }
    var isOwedContent: Bool { machine.isOwedContent }

    /// How long the machine waits; `nil` when it waits for the gateway, or has ended.
    var deadlineNanoseconds: UInt64? {
        machine.deadlineNanoseconds < .max ? machine.deadlineNanoseconds - nowNanoseconds : nil
    }

    // MARK: - What happens

    /// The client sends, in pieces that end at those places.
    mutating func send(_ bytes: some Collection<UInt8>, cuts: [Int] = []) {
        let bytes = Array(bytes)
        var start = 0
        for cut in cuts + [bytes.count] {
            unread += bytes[start..<cut]
            start = cut
            pump()
        }
    }

    mutating func send(_ text: String, cuts: [Int] = []) { send(text.utf8, cuts: cuts) }

    /// The client ends its side.
    mutating func end() {
        inputHasEnded = true
        pump()
    }

    /// Time passes; like a loop, it says so to a machine that wanted to know.
    mutating func pass(milliseconds: UInt64) {
        nowNanoseconds += milliseconds * 1_000_000
        if machine.deadlineNanoseconds <= nowNanoseconds { perform(machine.timePassed()) }
    }

    /// The gateway has no room for what is coming.
    mutating func endRoom() { perform(machine.roomIsGone()) }

    /// The gateway stops.
    mutating func drain() { perform(machine.drain(nowNanoseconds: nowNanoseconds)) }

    /// What the client had to wait for is over.
    mutating func peerMayGoOn() { machine.peerMayGoOn(nowNanoseconds: nowNanoseconds) }

    /// The gateway has made up its mind: it wants the content.
    mutating func readContent() {
        takeContent()
        pump()
    }

    /// The gateway has an answer.
    mutating func answer(_ status: Int = 200) {
        respond(status)
        pump()
    }

    // MARK: - As the gateway does it

    private mutating func pump() {
        while !machine.hasEnded {
            let bytes = unread
            let step = machine.read(bytes.span, nowNanoseconds: nowNanoseconds, output: &output)
            if case .content(let stream, let range) = step.event { tellContent(stream, bytes[range]) }
            unread.removeFirst(step.consumed)
            guard step.event == .needsMore else {
                perform(step.event)
                continue
            }
            let event = inputHasEnded ? machine.inputEnded(unreadBytes: unread.count) : .needsMore
            if event == .needsMore { break }
            perform(event)
        }
        #expect(machine.deadlineNanoseconds >= nowNanoseconds)
    }

    private mutating func perform(_ event: WireEvent) {
        switch event {
        case .needsMore, .content: break
        case .head(let stream): begin(stream)
        case .end(let stream):
            events.append("\(stream) end")
            if let atHand, !atHand.path.contains("slow") { respond(Int(atHand.path.suffix(3)) ?? 200) }
        case .gone(let stream):
            events.append("\(stream) gone")
            atHand = nil
        case .refused(let stream, let refusal):
            if atHand == nil { take(stream) }
            refuse(refusal)
        case .changes: events.append("changes")
        case .close: events.append("close")
        }
    }

    private mutating func begin(_ stream: StreamID) {
        let head = take(stream)
        let path = head.text(head.pathRange)
        events.append("\(stream) \(head.text(head.methodRange)) \(path)")
        if path.contains("later") { return }
        path.contains("early") ? respond(404) : takeContent()
    }

    @discardableResult
    private mutating func take(_ stream: StreamID) -> RequestHead {
        var head = RequestHead()
        machine.takeHead(&head)
        atHand = (stream, head.text(head.pathRange))
        return head
    }

    private mutating func takeContent() {
        guard let stream = atHand?.stream else { return record("nobody's content is wanted") }
        let start = output.count
        let refusal = machine.readContent(
            stream, limitBytes: Self.contentLimitBytes, nowNanoseconds: nowNanoseconds, output: &output)
        if output.count > start {
            #expect(output[start...].elementsEqual("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            answers.append("100")
        }
        if let refusal { refuse(refusal) }
    }

    private mutating func tellContent(_ stream: StreamID, _ content: ArraySlice<UInt8>) {
        let text = String(decoding: content, as: UTF8.self)
        if let last = events.last, last.hasPrefix("\(stream) content ") {
            events[events.count - 1] = last + text
        } else {
            events.append("\(stream) content \(text)")
        }
    }

    private mutating func refuse(_ refusal: WireRefusal) {
        let why = if case .malformed(let failure) = refusal { "\(failure)" } else { "\(refusal)" }
        events.append("\(atHand?.stream ?? 0) refused \(why)")
        respond(refusal.error.code.status)
    }

    private mutating func respond(_ status: Int) {
        guard let (stream, path) = atHand else { return record("there is nothing to answer") }
        var head = ResponseHead()
        head.status = status
        head.contentType = .jsonContent
        let start = output.count
        machine.respond(
            stream, head, contentLength: 2, isLast: path.contains("last"), date: Self.date, output: &output)
        let lines = String(decoding: output[start...], as: UTF8.self).components(separatedBy: "\r\n")
        machine.respond(stream, content: Array("ok".utf8).span, output: &output)
        bytesIn.append(machine.progress(of: stream).bytesIn)
        machine.endResponse(stream, nowNanoseconds: nowNanoseconds)
        let connection = lines.first { $0.hasPrefix("Connection: ") }?.dropFirst(12)
        let content = output.suffix(4).elementsEqual("\r\nok".utf8) ? "ok" : nil
        answers.append(["\(status)", connection.map(String.init), content].compactMap { $0 }.joined(separator: " "))
        atHand = nil
    }

    private func record(_ complaint: Comment) { Issue.record(complaint) }
}

// MARK: The same however it is cut

extension MachineDriver {
    /// What must not depend on how the bytes came.
    struct Outcome: Equatable {
        let events: [String]
        /// Without Continue, which is only sent to a client that waits.
        let answers: [String]
        let bytesIn: [Int]
        let deadlineNanoseconds: UInt64?
        let hasEnded: Bool
    }

    var outcome: Outcome {
        Outcome(
            events: events, answers: answers.filter { $0 != "100" }, bytesIn: bytesIn,
            deadlineNanoseconds: deadlineNanoseconds, hasEnded: hasEnded)
    }

    /// Gives a machine the bytes whole, cut in two at every place, and byte by byte: all must come to the same.
    /// - Parameter finish: what happens when all bytes have come.
    /// - Returns: the one that got them whole.
    static func verified(
        _ text: String, limits: HTTPLimits = HTTPLimits(), sourceLocation: SourceLocation = #_sourceLocation,
        _ finish: (inout MachineDriver) -> Void = { _ in }
    ) -> MachineDriver {
        func drive(_ cuts: [Int]) -> MachineDriver {
            var driver = MachineDriver(limits: limits)
            driver.send(text, cuts: cuts)
            finish(&driver)
            return driver
        }
        let whole = drive([])
        let places = Array(0..<text.utf8.count).dropFirst()
        for cut in places {
            #expect(drive([cut]).outcome == whole.outcome, "cut at \(cut)", sourceLocation: sourceLocation)
        }
        #expect(drive(Array(places)).outcome == whole.outcome, "byte by byte", sourceLocation: sourceLocation)
        return whole
    }
}

extension RequestHead {
    fileprivate func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// A request of HTTP/1.1 with a host, and fields with their line ends.
func request(_ start: String, _ fields: String..., content: String = "") -> String {
    "\(start) HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + content
}

/// A request that says how long its content is.
func post(_ path: String, _ content: String, _ fields: String...) -> String {
    let fields = ["Content-Length: \(content.utf8.count)"] + fields
    return request("POST \(path)", fields.joined(separator: "\r\n"), content: content)
}

/// A request whose content comes in chunks.
func post(_ path: String, chunks: [String], _ fields: String...) -> String {
    let coded = chunks.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"
    return request(
        "POST \(path)", (["Transfer-Encoding: chunked"] + fields).joined(separator: "\r\n"), content: coded)
}
