/// The head of one request, whatever protocol brought it: a copy of its text, and where in it everything stands.
///
/// A value that is reused from request to request, so that nothing is allocated for a usual head.
package struct RequestHead: Sendable {
    /// One field line; both ranges are of `bytes`, without the white space around the value.
    package struct Field: Sendable, Equatable {
        /// The name as sent.
        package let name: Range<Int>
        /// The value; may be empty.
        package let value: Range<Int>
    }

    /// How often a field is there.
    package enum Occurrence: Sendable, Equatable {
        case absent
        /// Once; its value as a range of `bytes`.
        case one(Range<Int>)
        /// Several times; the value of the first.
        case many(first: Range<Int>)
    }

    /// The lines of the head read so far, with their line ends. A `/` or `*` may follow that was not sent: the path of
    /// an absolute target that has none. All ranges fit it at any time.
    package internal(set) var bytes: [UInt8] = []
    /// In the order sent, duplicates kept.
    package internal(set) var fields: [Field] = []
    /// What the request line says.
    var line = RequestLine()
    /// Where the known fields are.
    var index = FieldIndex()

    /// Has no room yet; `reserve` gives it.
    package init() {}

    /// Room for a usual head, so that the first request does not grow it.
    package mutating func reserve() {
        bytes.reserveCapacity(1024)
        fields.reserveCapacity(16)
    }

    /// What it has allocated.
    var heldBytes: Int { bytes.capacity + fields.capacity * MemoryLayout<Field>.stride }

    private static let keptBytes = 4096
    private static let keptFields = 100

    /// Ready for the next request. Keeps its room, except when it grew beyond the usual: a connection has it as long as
    /// it lives.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytes)
        fields.removeAll(keepingCapacity: fields.capacity <= Self.keptFields)
        line = RequestLine()
        index = FieldIndex()
    }
}

extension RequestHead {
    /// The method.
    package var method: RequestMethod { line.method }
    /// The protocol's version; `nil` if the request line was not read.
    var version: HTTPVersion? { line.methodRange.isEmpty ? nil : line.version }
    /// The method's text.
    package var methodRange: Range<Int> { line.methodRange }
    /// The whole target, as sent.
    package var targetRange: Range<Int> { line.targetRange }
    /// The path, still percent-encoded. Begins with `/`, or is `*`; empty if the request line was not read.
    package var pathRange: Range<Int> { line.pathRange }
    /// What follows the `?`; `nil` when there is no `?`.
    package var queryRange: Range<Int>? { line.hasQuery ? line.queryRange : nil }
    /// The path has a percent sign; without one its bytes are as they are meant.
    package var pathNeedsDecoding: Bool { line.pathNeedsDecoding }
    /// The target is `*` (RFC 9112 §3.2.4); only with OPTIONS.
    package var isAsteriskForm: Bool { line.isAsteriskForm }
    /// The host asked for, without its port, as sent: of an absolute target, otherwise of `Host` (RFC 9112 §3.2.2). An
    /// IPv6 address has its brackets. Empty only in an HTTP/1.0 request without `Host`.
    package var hostRange: Range<Int> { line.hostRange }
    /// The same with its port, if one was sent.
    var authorityRange: Range<Int> {
        var end = hostRange.upperBound
        if end < bytes.count, bytes[end] == UInt8(ascii: ":") { end += 1 }
        while end < bytes.count, bytes[end].isDigit { end += 1 }
        return hostRange.lowerBound..<end
    }
}
