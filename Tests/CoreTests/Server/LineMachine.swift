@testable import Core
import Kit
import System

/// A protocol with as many streams as one likes. `3 /path` and a line feed ask something on stream 3; the answer is
/// `3 200 5`, a line feed, five bytes and a line feed, whenever it comes. After the line `http` HTTP/1.1 is spoken.
struct LineMachine: WireMachine {
    /// What it was told, for the test.
    final class Notes: Sendable {
        private let count = Lock(0)
        /// How often what had to wait was sent.
        var goOnCount: Int { count.withLock { $0 } }
        fileprivate func noteGoOn() { count.withLock { $0 += 1 } }
    }

    let notes: Notes
    private var due: [WireEvent] = []
    private var head = RequestHead()
    private var openStreams: Set<StreamID> = []
    private(set) var hasEnded = false

    init(_ notes: Notes = Notes()) { self.notes = notes }

    var deadlineNanoseconds: UInt64 { .max }

    mutating func read(_ bytes: Span<UInt8>, nowNanoseconds: UInt64, output: inout [UInt8]) -> WireStep {
        if !due.isEmpty { return WireStep(0, due.removeFirst()) }
        var line: [UInt8] = []
        for index in bytes.indices {
            if bytes[index] == 0x0A { return WireStep(line.count + 1, begin(line)) }
            line.append(bytes[index])
        }
        return WireStep(0, .needsMore)
    }

    private mutating func begin(_ line: [UInt8]) -> WireEvent {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        if words == ["http"] { return .changes }
        guard words.count == 2, let stream = StreamID(words[0]) else { return .close }
        let text = Array("GET \(words[1]) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var parser = RequestParser()
        head.reset()
        _ = parser.parse(text.span, into: &head, limits: HTTPLimits())
        openStreams.insert(stream)
        due.append(.end(stream))
        return .head(stream)
    }

    mutating func inputEnded(unreadBytes: Int) -> WireEvent {
        guard openStreams.isEmpty, !hasEnded else { return .needsMore }
        hasEnded = true
        return .close
    }

    mutating func timePassed() -> WireEvent { .needsMore }
    mutating func drain(nowNanoseconds: UInt64) -> WireEvent { inputEnded(unreadBytes: 0) }
    mutating func takeHead(_ head: inout RequestHead) { swap(&self.head, &head) }

    func progress(of stream: StreamID) -> WireProgress {
        WireProgress(startNanoseconds: 0, bytesIn: 1, contentLength: 0)
    }

    mutating func readContent(
        _ stream: StreamID, limitBytes: Int, nowNanoseconds: UInt64, output: inout [UInt8]
    ) -> WireRefusal? { nil }

    mutating func respond(
        _ stream: StreamID, _ head: borrowing ResponseHead, contentLength: Int, isLast: Bool, date: ServerDate,
        output: inout [UInt8]
    ) {
        output += Array("\(stream) \(head.status) \(contentLength)\n".utf8)
    }

    mutating func respond(_ stream: StreamID, content: Span<UInt8>, output: inout [UInt8]) {
        // The connection gives it whole.
        for index in content.indices { output.append(content[index]) }
        output.append(0x0A)
    }

    mutating func endResponse(_ stream: StreamID, nowNanoseconds: UInt64) { openStreams.remove(stream) }

    mutating func peerMayGoOn(nowNanoseconds: UInt64) { notes.noteGoOn() }

    mutating func successor(nowNanoseconds: UInt64) -> any WireMachine & ~Copyable {
        let patience = WirePatience(headMilliseconds: 10_000, contentMilliseconds: 10_000, idleMilliseconds: 10_000)
        return HTTP1Machine(limits: HTTPLimits(), patience: patience, nowNanoseconds: nowNanoseconds)
    }
}
