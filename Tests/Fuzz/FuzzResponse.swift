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

/// What the worker would make of it.
private func read(_ bytes: [UInt8], pieceBytes: Int, ends: Bool) -> String {
    var parser = ResponseParser()
    do throws(ResponseFlaw) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + pieceBytes)
            try parser.read(bytes.span.extracting(start..<end))
            start = end
        }
        if ends { try parser.end() }
    } catch {
        return "\(error)"
    }
    precondition(!parser.isComplete || (200...599).contains(parser.status), "an answer has a final status")
    precondition(!parser.keepsConnection || parser.isComplete, "a connection is kept only behind a whole answer")
    // Asked of every answer, with a clock that stands still.
    let now = Timestamp(milliseconds: 1_800_000_000_000)
    let dueAt = parser.retryAfter?.dueAt(now: now) ?? now
    precondition(dueAt >= now && dueAt <= now.adding(seconds: RetryAfter.limitSeconds), "a pause is bounded")
    return "\(parser.status) \(parser.isComplete) \(parser.isInBody) \(parser.keepsConnection) \(dueAt.milliseconds)"
}
