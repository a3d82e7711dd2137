import Core

/// libFuzzer's entry: the value found is what a plain reading of RFC 6265 §4.2.1 finds.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCookie(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let name = Array("jwt".utf8)
    let found = CookieHeader.value(named: name.span, in: bytes.span).map { Array(bytes[$0]) }
    precondition(found == plainReading(bytes, name), "two readings of the same pairs differ")
    return 0
}

private func plainReading(_ bytes: [UInt8], _ name: [UInt8]) -> [UInt8]? {
    for pair in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), trimmed(pair[..<equals]) == name else { continue }
        let value = trimmed(pair[(equals + 1)...])
        let isQuoted = value.count >= 2 && value.first == UInt8(ascii: "\"") && value.last == UInt8(ascii: "\"")
        return isQuoted ? Array(value.dropFirst().dropLast()) : value
    }
    return nil
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    return Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
}
