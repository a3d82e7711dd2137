import Kit

/// libFuzzer's entry: whatever the bytes, parsing must not trap, and what is accepted must survive a round trip.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let document = try? JSONDocument(parsing: bytes) else { return 0 }
    let value = JSONValue(document.root)
    do {
        let again = try JSONDocument(parsing: JSON.encode(value))
        precondition(JSONValue(again.root) == value, "a second reading gives another value")
    } catch {
        preconditionFailure("own output is refused: \(error)")
    }
    return 0
}
