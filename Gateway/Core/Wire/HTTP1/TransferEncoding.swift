/// The transfer codings of a request (RFC 9112 §6.1, §7).
enum TransferEncoding {
    /// Only `chunked` alone is read. A list that ends with it, once, may be right and is not implemented here; all else
    /// leaves the length unknown.
    static func check(_ value: Span<UInt8>) throws(ParseFailure) {
        var start = 0
        var isLast = false
        var othersBefore = 0
        while start <= value.count {
            let end = value.firstIndex(of: UInt8(ascii: ","), in: start..<value.count) ?? value.count
            let coding = value.extracting(value.trimmed(start..<end))
            if coding.isEmpty || isLast { throw .transferEncodingMalformed }
            isLast = coding.isEqual(toLowercase: "chunked")
            othersBefore += isLast ? 0 : 1
            start = end + 1
        }
        guard isLast else { throw .transferEncodingMalformed }
        if othersBefore > 0 { throw .transferCodingUnknown }
    }
}
