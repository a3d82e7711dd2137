import Core

/// libFuzzer's entry: whatever the bytes, and however they are cut, the parser says the same and never traps; what it
/// accepts can be asked everything.
///
/// The last byte chooses the limits and the size of the pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.popLast() else { return 0 }
    let small = HTTPLimits(
        requestLineBytes: 60, fieldBytes: 50, headBytes: 120, fieldCount: 6, bodyBytes: 20, chunkOverheadBytes: 16)
    let limits = choice < 128 ? HTTPLimits() : small
    let whole = readAll(bytes, pieceBytes: bytes.count + 1, limits)
    precondition(readAll(bytes, pieceBytes: 1, limits) == whole, "byte by byte it is something else")
    precondition(readAll(bytes, pieceBytes: Int(choice % 64) + 2, limits) == whole, "in pieces it is something else")
    return 0
}

/// One line for each request, and one for how it ended.
private func readAll(_ bytes: [UInt8], pieceBytes: Int, _ limits: HTTPLimits) -> [String] {
    var parser = RequestParser()
    var head = RequestHead()
    var body: [UInt8] = []
    var told: [String] = []
    var kept = 0
    var end = 0
    while true {
        let step = parser.parse(bytes.span.extracting(kept..<end), into: &head, limits: limits)
        if case .content(let range) = step.event { body += bytes[kept + range.lowerBound..<kept + range.upperBound] }
        kept += step.consumed
        switch step.event {
        case .needMore:
            precondition(end - kept < limits.unfinishedHeadBytes, "an unfinished head is longer than all its parts")
            guard end < bytes.count else { return told + ["\(bytes.count - kept) left, idle \(parser.isIdle)"] }
            end = min(bytes.count, end + pieceBytes)
        case .headComplete: precondition(head.pathRange.isEmpty == false, "a request has a path")
        case .content: break
        case .complete:
            told.append(describe(head, parser, body))
            head.reset()
            body = []
        case .failed(let failure): return told + ["\(failure) \(failure.rule)", describe(head, parser, body)]
        }
    }
}

private func describe(_ request: RequestHead, _ parser: RequestParser, _ body: [UInt8]) -> String {
    let head = request.bytes
    func text(_ range: Range<Int>) -> String { String(decoding: head[range], as: UTF8.self) }
    let fields = request.fields.map { "\(text($0.name)):\(text($0.value))" }
    let decoded = PathEscapes.withoutEscapes(head.span.extracting(request.pathRange))
    let cookie = request.cookie(named: Array("jwt".utf8)).map(text)
    let trace = request.firstRange(.traceParent).flatMap { TraceParent.traceID(from: head.span.extracting($0)) }
    return """
        \(request.method) \(text(request.methodRange)) \(text(request.targetRange)) \(text(request.pathRange)) \
        \(request.queryRange.map(text) ?? "-") \(text(request.hostRange)) \(parser.framing) \(fields) \(decoded) \
        \(cookie ?? "-") \(trace ?? 0..<0) \
        \(body) \(parser.bytesIn)
        """
}
