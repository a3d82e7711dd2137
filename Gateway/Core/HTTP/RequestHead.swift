/// What the parser knows of a request's head. A value, so that working on it costs one access to the request.
struct RequestHead {
    /// The lines read so far with their line ends, then perhaps a path that was not sent.
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
}
