/// What the parser knows of a request's head. A value, so that working on it costs one access to the request.
struct RequestHead {
    /// Request line and fields with their line ends, then perhaps a path that was not sent.
    var bytes: [UInt8] = []
    /// In the order sent.
    var fields: [Request.Field] = []
    /// What the request line says.
    var line = RequestLine()
    /// Where the known fields are.
    var index = FieldIndex()
    var framing = Request.Framing.none
    var keepsAlive = true
    var expectsContinue = false

    /// Ready for the next request.
    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        line = RequestLine()
        index = FieldIndex()
        framing = .none
        keepsAlive = true
        expectsContinue = false
    }

    /// Keeps a copy of the head, and gives an absolute target without a path the path that it means (RFC 9110 §4.2.3).
    mutating func take(_ copied: Span<UInt8>) {
        bytes.append(copying: copied)
        guard line.pathRange.isEmpty, !line.targetRange.isEmpty else { return }
        // OPTIONS of a whole server, sent as to a proxy (RFC 9112 §3.2.4).
        line.isAsteriskForm = line.method == .options && !line.hasQuery
        line.pathRange = bytes.count..<bytes.count + 1
        bytes.append(line.isAsteriskForm ? UInt8(ascii: "*") : UInt8(ascii: "/"))
    }
}
