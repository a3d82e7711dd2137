import Core

/// libFuzzer's entry: whatever a form holds, and however it is cut, the parser says the same and never traps.
///
/// The last byte chooses the size of the pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMultipart(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.popLast() else { return 0 }
    let whole = read(bytes, pieceBytes: bytes.count + 1)
    precondition(read(bytes, pieceBytes: 1) == whole, "byte by byte it is something else")
    precondition(read(bytes, pieceBytes: Int(choice % 64) + 2) == whole, "in pieces it is something else")
    return 0
}

/// What a form's owner makes of it: everything that was said, in one text.
private func read(_ bytes: [UInt8], pieceBytes: Int) -> [UInt8] {
    guard var parser = try? MultipartParser(contentType: Array("multipart/form-data; boundary=b".utf8)) else {
        preconditionFailure("the boundary is one")
    }
    var said: [UInt8] = []
    var start = 0
    while start < bytes.count {
        let piece = Array(bytes[start..<min(bytes.count, start + pieceBytes)])
        start += piece.count
        var used = 0
        while used < piece.count {
            let step = parser.parse(piece.span.extracting(used...))
            precondition(step.consumed <= piece.count - used, "no more is used than was given")
            switch step.event {
            case .needsMore: break
            case .part(let part): said += Array("<\(part.name)|\(part.fileName ?? "-")|\(part.type ?? "-")>".utf8)
            case .content(let range):
                said += piece[used..<piece.count][(used + range.lowerBound)..<(used + range.upperBound)]
            case .delimiterContent(let range): said += parser.delimiter[range]
            case .partEnd: said += Array("</>".utf8)
            case .failed(let flaw): return Array("\(flaw)".utf8)
            }
            used += step.consumed
        }
    }
    if let flaw = parser.inputEnded() { return Array("\(flaw)".utf8) }
    return said
}
