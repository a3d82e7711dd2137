/// `name: value` (RFC 9112 §5).
enum FieldLine {
    /// Reads the line into the request's fields; ranges count from the head's first byte.
    static func read(_ bytes: Span<UInt8>, _ line: Range<Int>, into request: Request) throws(ParseFailure) {
        let (name, value) = try split(bytes, line)
        request.fields.append(
            Request.Field(name: name, value: value, known: KnownField(bytes.extracting(name))))
    }

    /// Checks the line, and says where its two parts are; white space around the value is no part of it.
    static func split(
        _ bytes: Span<UInt8>, _ line: Range<Int>
    ) throws(ParseFailure) -> (name: Range<Int>, value: Range<Int>) {
        var index = line.lowerBound
        while index < line.upperBound, bytes[index].isTokenCharacter { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == UInt8(ascii: ":") else {
            let first = bytes[line.lowerBound]
            throw first == 0x20 || first == 0x09 ? .fieldFolded : .fieldNameMalformed
        }
        var lower = index + 1
        while lower < line.upperBound, bytes[lower] == 0x20 || bytes[lower] == 0x09 { lower += 1 }
        var upper = line.upperBound
        while upper > lower, bytes[upper - 1] == 0x20 || bytes[upper - 1] == 0x09 { upper -= 1 }
        var isValid = true
        for position in lower..<upper { isValid = isValid && bytes[position].isFieldCharacter }
        guard isValid else { throw .fieldValueMalformed }
        return (line.lowerBound..<index, lower..<upper)
    }
}
