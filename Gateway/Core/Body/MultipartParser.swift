import Kit

/// Takes a body of `multipart/form-data` apart while it comes (RFC 7578, RFC 2046 §5.1.1): a value, which keeps of the
/// body no more than the head of one part.
///
/// ```
/// preamble ─▶ boundary line ─▶ head ─▶ content ─▶ boundary line ─▶ … ─▶ epilogue
/// ```
package struct MultipartParser {
    package static let headLimitBytes = 4096
    package static let partLimit = 100

    /// What the bytes mean.
    package enum Event: Equatable {
        /// Nothing, before more of them come.
        case needsMore
        /// A part begins.
        case part(MultipartPart)
        /// Content of the part: a range of the bytes given.
        case content(Range<Int>)
        /// Content of the part: a range of `delimiter`, which seemed to begin and did not.
        case delimiterContent(Range<Int>)
        case partEnd
        /// It is no form; nothing more is read.
        case failed(MultipartFlaw)
    }

    /// How far one `parse` came.
    package struct Step: Equatable {
        /// So many bytes from the front are used up.
        package let consumed: Int
        package let event: Event
    }

    private enum Phase: Equatable {
        case preamble
        /// Behind a boundary.
        case line(LinePlace)
        case head
        case content
        /// Behind the closing boundary nothing means anything.
        case epilogue
        case failed(MultipartFlaw)
    }

    private enum LinePlace {
        case start, dash, padding, carriageReturn
    }

    /// CRLF, two hyphens and the boundary. The first byte is nowhere else in it.
    package let delimiter: [UInt8]
    private var phase = Phase.preamble
    /// So many bytes of the delimiter are there. The line end before the first one, or before one that follows a head
    /// at once, was not content in any case.
    private var matched = 2
    /// From which byte of the delimiter on it would be content.
    private var contentStart = 2
    private var head: [UInt8] = []
    private var partCount = 0
    private var isEmpty = true

    /// - Parameter contentType: the field's value.
    /// - Throws: `boundaryMissing`.
    package init(contentType: [UInt8]) throws(MultipartFlaw) {
        guard let boundary = FieldParameters(contentType)?["boundary"], (1...70).contains(boundary.count),
            boundary.last != 0x20, boundary.allSatisfy(Self.isBoundaryByte)
        else { throw .boundaryMissing }
        delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + boundary
    }

    /// `bchars` (RFC 2046 §5.1.1).
    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "'()+_,-./:=? ".utf8.contains(byte)
    }

    /// Reads on.
    /// - Parameter bytes: from the first byte after the last one consumed.
    package mutating func parse(_ bytes: Span<UInt8>) -> Step {
        if !bytes.isEmpty { isEmpty = false }
        switch phase {
        case .preamble, .content: return search(bytes)
        case .line(let place): return finishLine(bytes, place)
        case .head: return readHead(bytes)
        case .epilogue: return Step(consumed: bytes.count, event: .needsMore)
        case .failed(let flaw): return Step(consumed: 0, event: .failed(flaw))
        }
    }

    /// The body ends.
    /// - Returns: why it is no form; without a byte it is an empty one.
    package func inputEnded() -> MultipartFlaw? {
        switch phase {
        case .failed(let flaw): flaw
        case .epilogue: nil
        case .preamble where isEmpty: nil
        case .preamble, .line, .head, .content: .unfinished
        }
    }

    private mutating func fail(_ flaw: MultipartFlaw, at index: Int) -> Step {
        phase = .failed(flaw)
        return Step(consumed: index, event: .failed(flaw))
    }
}

// MARK: Boundaries

extension MultipartParser {
    /// Looks for the delimiter. One that does not go on can only begin again at the byte that did not fit.
    private mutating func search(_ bytes: Span<UInt8>) -> Step {
        var index = 0
        while true {
            if matched > 0 {
                index = match(bytes, from: index)
                if matched == delimiter.count { return beginLine(at: index) }
                if index == bytes.count { return Step(consumed: index, event: .needsMore) }
                let content = contentStart..<max(contentStart, matched)
                (matched, contentStart) = (0, 0)
                if phase == .content, !content.isEmpty {
                    return Step(consumed: index, event: .delimiterContent(content))
                }
            }
            let end = bytes.firstIndex(of: delimiter[0], in: index..<bytes.count) ?? bytes.count
            if phase == .content, end > index { return Step(consumed: end, event: .content(index..<end)) }
            if end == bytes.count { return Step(consumed: end, event: .needsMore) }
            (matched, index) = (1, end + 1)
        }
    }

    private mutating func match(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, matched < delimiter.count, bytes[index] == delimiter[matched] {
            index += 1
            matched += 1
        }
        return index
    }

    private mutating func beginLine(at index: Int) -> Step {
        let endsPart = phase == .content
        phase = .line(.start)
        return Step(consumed: index, event: endsPart ? .partEnd : .needsMore)
    }

    /// Two hyphens close the form; blanks may stand before the line's end.
    private mutating func finishLine(_ bytes: Span<UInt8>, _ start: LinePlace) -> Step {
        var place = start
        for index in bytes.indices {
            switch (place, bytes[index]) {
            case (.start, UInt8(ascii: "-")): place = .dash
            case (.dash, UInt8(ascii: "-")):
                phase = .epilogue
                return Step(consumed: index + 1, event: .needsMore)
            case (.start, 0x20), (.start, 0x09), (.padding, 0x20), (.padding, 0x09): place = .padding
            case (.start, 0x0D), (.padding, 0x0D): place = .carriageReturn
            case (.carriageReturn, 0x0A):
                phase = .head
                return Step(consumed: index + 1, event: .needsMore)
            default: return fail(.boundaryMalformed, at: index)
            }
        }
        phase = .line(place)
        return Step(consumed: bytes.count, event: .needsMore)
    }
}

// MARK: Heads

extension MultipartParser {
    /// Up to the empty line.
    private mutating func readHead(_ bytes: Span<UInt8>) -> Step {
        for index in bytes.indices {
            head.append(bytes[index])
            if bytes[index] == 0x0A, head.suffix(4) == [0x0D, 0x0A, 0x0D, 0x0A] || head == [0x0D, 0x0A] {
                return beginPart(at: index + 1)
            }
            if head.count >= Self.headLimitBytes { return fail(.headTooLong, at: index + 1) }
        }
        return Step(consumed: bytes.count, event: .needsMore)
    }

    private mutating func beginPart(at index: Int) -> Step {
        partCount += 1
        guard partCount <= Self.partLimit else { return fail(.tooManyParts, at: index) }
        head.removeLast(2)
        do throws(MultipartFlaw) {
            let part = try MultipartPart(head: head)
            head.removeAll(keepingCapacity: true)
            phase = .content
            (matched, contentStart) = (2, 2)
            return Step(consumed: index, event: .part(part))
        } catch { return fail(error, at: index) }
    }
}
