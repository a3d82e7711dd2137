import Core
import Kit

/// libFuzzer's entry: whatever a provider answers, and however it is cut, the parser says the same and never traps.
///
/// The last byte chooses the size of the pieces, and whether the connection ends behind them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResponse(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.popLast() else { return 0 }
    let ends = choice < 128
    let whole = read(bytes, pieceBytes: bytes.count + 1, ends: ends)
    precondition(read(bytes, pieceBytes: 1, ends: ends) == whole, "byte by byte it is something else")
    precondition(read(bytes, pieceBytes: Int(choice % 64) + 2, ends: ends) == whole, "in pieces it is something else")
    return 0
}

/// What the outbox would make of it. Bytes that are not used are given again with more.
private func read(_ bytes: [UInt8], pieceBytes: Int, ends: Bool) -> String {
    var parser = ResponseParser(contentLimitBytes: 4096)
    var (start, end, contentBytes) = (0, 0, 0)
    while true {
        let step = parser.parse(bytes.span.extracting(start..<end))
        precondition(step.consumed <= end - start, "no more is used than was given")
        start += step.consumed
        switch step.event {
        case .content(let range): contentBytes += range.count
        case .failed(let flaw): return "\(flaw)"
        case .headComplete, .needMore, .complete: break
        }
        guard step.event == .needMore || step.event == .complete else { continue }
        if end == bytes.count { break }
        end = min(bytes.count, end + pieceBytes)
    }
    if ends, case .failed(let flaw) = parser.inputEnded() { return "\(flaw)" }
    precondition(contentBytes <= 4096, "content is bounded")
    let status = parser.head.status
    let keeps = parser.keepsConnection(unreadBytes: bytes.count - start)
    precondition(!parser.isComplete || (200...599).contains(status), "an answer has a final status")
    precondition(!keeps || parser.isComplete, "a connection is kept only behind a whole answer")
    // Asked of every answer, with a clock that stands still.
    let now = Timestamp(milliseconds: 1_800_000_000_000)
    let dueAt = RetryAfter(in: parser.head)?.dueAt(now: now) ?? now
    precondition(dueAt >= now && dueAt <= now.adding(seconds: RetryAfter.limitSeconds), "a pause is bounded")
    return "\(status) \(contentBytes) \(parser.isComplete) \(parser.isInContent) \(keeps) \(dueAt.milliseconds)"
}
