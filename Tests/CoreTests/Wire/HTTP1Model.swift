@testable import Core

/// What HTTP/1.1 asks of a connection (RFC 9112 §6 to §9), as simply as it can be said: for a list of requests that are
/// known, by counting how many of their bytes have come.
struct HTTP1Model {
    private enum Stage {
        case idle
        case head
        case decision
        case content
        case running
        case discarding
        case ended
    }

    let requests: [ScriptedRequest]
    private(set) var events: [String] = []
    private(set) var answers: [String] = []
    private var stage = Stage.idle
    /// Of the request at hand.
    private var number = 0
    /// How many bytes the client has sent, and how many of them were requests before the one at hand.
    private var sentCount = 0
    private var earlierCount = 0
    private var now: UInt64
    private var start: UInt64 = 0
    private var deadline: UInt64
    private var isLast = false
    private var isDraining = false
    private var inputHasEnded = false
    private var owesContinue = false

    init(_ requests: [ScriptedRequest], nowNanoseconds: UInt64) {
        self.requests = requests
        now = nowNanoseconds
        deadline = now + MachineDriver.patience.headNanoseconds
    }

    var hasEnded: Bool { stage == .ended }
    var deadlineNanoseconds: UInt64? { deadline < .max ? deadline - now : nil }

    /// The gateway is asked what it wants, or for the answer.
    var waitsForGateway: Bool { stage == .decision || stage == .running }
    var waitsForDecision: Bool { stage == .decision }

    private var request: ScriptedRequest { requests[number] }
    private var stream: Int { number + 1 }
    /// How much of the request at hand has come.
    private var count: Int { number < requests.count ? min(sentCount - earlierCount, request.bytes.count) : 0 }
    /// What the client has sent beyond what the machine has used.
    private var hasUnread: Bool {
        sentCount - earlierCount > (stage == .decision ? request.headCount : number < requests.count ? count : 0)
    }

    // MARK: - What happens

    mutating func send(_ byteCount: Int) {
        sentCount += byteCount
        goOn()
    }

    mutating func end() {
        inputHasEnded = true
        goOn()
    }

    mutating func pass(milliseconds: UInt64) {
        now += milliseconds * 1_000_000
        guard now >= deadline else { return }
        switch stage {
        case .idle, .discarding: close()
        case .head, .content: refuse("tooSlow", 408, seen: count)
        case .decision, .running, .ended: break
        }
    }

    mutating func drain() {
        isDraining = true
        switch stage {
        case .idle: if number > 0 { deadline = now }
        case .head, .decision, .content, .running: isLast = true
        case .discarding: finish()
        case .ended: break
        }
    }

    mutating func readContent() {
        wantContent()
        goOn()
    }

    mutating func answer(_ status: Int = 200) {
        respond(status)
        goOn()
    }

    // MARK: - The rules

    /// As far as the bytes reach.
    private mutating func goOn() {
        while step() {}
        guard inputHasEnded else { return }
        switch stage {
        case .idle, .discarding: close()
        case .head, .content:
            events.append("\(stream) gone")
            finish()
        case .decision, .running: isLast = isLast || !hasUnread
        case .ended: break
        }
    }

    /// - Returns: whether something happened, so that more may.
    private mutating func step() -> Bool {
        guard number < requests.count else { return false }
        return switch stage {
        case .idle, .head: readHead()
        case .content: readContentBytes()
        case .discarding: discard()
        case .decision: noteUninvited()
        case .running, .ended: false
        }
    }

    private mutating func readHead() -> Bool {
        guard count > request.leadCount else { return false }
        if stage == .idle { start = now }
        if let fault = request.fault, request.headCount == 0 || fault.byteCount <= request.headCount,
            count >= fault.byteCount
        {
            refuse("\(fault.failure)", fault.failure.code.status, seen: fault.byteCount)
            return true
        }
        if request.headCount > 0, count >= request.headCount {
            beginRequest()
            return true
        }
        if stage == .idle {
            stage = .head
            deadline = now + MachineDriver.patience.headNanoseconds
        }
        return false
    }

    private mutating func beginRequest() {
        stage = .decision
        deadline = .max
        isLast = isDraining || !request.keepsAlive
        owesContinue = request.expects && count == request.headCount
        events.append("\(stream) \(request.method) \(request.path)")
        if request.path.contains("later") { return }
        request.path.contains("early") ? respond(404) : wantContent()
    }

    private mutating func wantContent() {
        let limit = MachineDriver.contentLimitBytes
        if request.coding == .length, request.excess(over: limit) != nil {
            return refuse("bodyTooLarge", 413, seen: request.headCount)
        }
        stage = .content
        waitForContent()
        if owesContinue, count == request.headCount { answers.append("100") }
        owesContinue = false
    }

    /// Who has begun to send is not invited to.
    private mutating func noteUninvited() -> Bool {
        owesContinue = owesContinue && count == request.headCount
        return false
    }

    private mutating func waitForContent() {
        deadline = now + MachineDriver.patience.content(elapsedNanoseconds: now - start, bytesIn: count)
    }

    /// What of the content is wrong or too much, if it has come.
    private func contentFailure(limitBytes: Int) -> ScriptedRequest.Fault? {
        let excess = request.excess(over: limitBytes).map {
            ScriptedRequest.Fault(byteCount: $0, failure: .bodyTooLarge)
        }
        return [excess, request.fault].compactMap { $0 }.filter { $0.byteCount <= count }
            .min { $0.byteCount < $1.byteCount }
    }

    private mutating func readContentBytes() -> Bool {
        if let failure = contentFailure(limitBytes: MachineDriver.contentLimitBytes) {
            refuse("\(failure.failure)", failure.failure.code.status, seen: failure.byteCount)
            return true
        }
        tellContent(count)
        guard count == request.bytes.count else {
            waitForContent()
            return false
        }
        events.append("\(stream) end")
        stage = .running
        deadline = .max
        if !request.path.contains("slow") { respond(200) }
        return true
    }

    /// The content among the first bytes of the request.
    private mutating func tellContent(_ seen: Int) {
        let content = zip(request.bytes, request.isContent).prefix(seen).filter(\.1).map(\.0)
        if events.last?.hasPrefix("\(stream) content ") == true { events.removeLast() }
        if !content.isEmpty { events.append("\(stream) content \(String(decoding: content, as: UTF8.self))") }
    }

    private mutating func discard() -> Bool {
        if contentFailure(limitBytes: 65_536) != nil {
            finish()
            return false
        }
        guard count == request.bytes.count else {
            waitForContent()
            return false
        }
        becomeIdle()
        return true
    }

    // MARK: - Answers and ends

    private mutating func refuse(_ why: String, _ status: Int, seen: Int) {
        if stage == .content { tellContent(seen) }
        events.append("\(stream) refused \(why)")
        let isHead = request.method == "HEAD" && seen >= request.lineCount
        answers.append(isHead ? "\(status) close" : "\(status) close ok")
        finish()
    }

    private mutating func respond(_ status: Int) {
        isLast = isLast || isDraining || request.path.contains("last") || (stage == .decision && !canKeepUnread)
        let connection = isLast ? " close" : request.isVersion10 ? " keep-alive" : ""
        answers.append("\(status)\(connection)\(request.method == "HEAD" ? "" : " ok")")
        if isLast { return finish() }
        guard stage == .decision else { return becomeIdle() }
        stage = .discarding
        waitForContent()
    }

    private var canKeepUnread: Bool {
        switch request.coding {
        case .none: true
        case .length: !request.expects && request.excess(over: 65_536) == nil
        case .chunked: !request.expects
        }
    }

    private mutating func becomeIdle() {
        earlierCount += request.bytes.count
        number += 1
        stage = .idle
        deadline = now + (isDraining ? 0 : MachineDriver.patience.idleNanoseconds)
    }

    private mutating func close() {
        events.append("close")
        finish()
    }

    private mutating func finish() {
        stage = .ended
        deadline = .max
    }
}
