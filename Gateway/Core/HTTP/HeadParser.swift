import System

/// Reads request line and fields (RFC 9112 §3, §5), one line at a time.
struct HeadParser {
    /// Where the line that is being read begins.
    private var lineStart = 0
    /// Up to where the line has no LF.
    private var scanned = 0
    /// Where the fields begin; 0 while the request line is read.
    private var fieldsStart = 0

    /// A byte of the request line has been seen.
    var hasBegun: Bool { scanned > 0 }

    /// - Parameter bytes: from the head's first byte on, at each call.
    /// - Returns: the head's length once it is complete; `nil` when more is needed.
    mutating func parse(
        _ bytes: Span<UInt8>, into request: Request, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Int? {
        while let end = try lineEnd(bytes, limits) {
            let line = lineStart..<end - 1
            lineStart = end + 1
            scanned = lineStart
            if fieldsStart == 0 {
                try RequestLine.read(bytes, line, into: request)
                fieldsStart = lineStart
            } else if line.isEmpty {
                request.head.append(copying: bytes.extracting(0..<lineStart))
                try request.interpretFields()
                return lineStart
            } else {
                guard request.fields.count < limits.fieldCount else { throw .tooManyFields }
                try FieldLine.read(bytes, line, into: request)
            }
        }
        return nil
    }

    /// Where the current line's LF is, after a CR; `nil` when it has not come yet.
    private mutating func lineEnd(_ bytes: Span<UInt8>, _ limits: HTTPLimits) throws(ParseFailure) -> Int? {
        var index = scanned
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        scanned = index
        // An LF one after the limit, with its CR, still ends a line of just the limit.
        if fieldsStart == 0 {
            if index - lineStart > limits.requestLineBytes + 1 { throw .requestLineTooLong }
        } else {
            if index - lineStart > limits.fieldBytes + 1 { throw .fieldTooLong }
            if index - fieldsStart > limits.headBytes + 1 { throw .headTooLong }
        }
        guard index < bytes.count else { return nil }
        guard index > lineStart, bytes[index - 1] == 0x0D else { throw .lineEndMalformed }
        return index
    }
}
