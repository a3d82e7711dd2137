/// One request as it was sent: a copy of its head, and where in it everything stands.
///
/// Reused from request to request; bound to its loop, one thread at a time. A caller that works on `head.span` across
/// statements takes a local copy of the array first: that costs one reference count and no bytes.
package final class Request {
    /// One field line; both ranges are of `head`, without the white space around the value.
    package struct Field: Sendable, Equatable {
        /// The name as sent.
        package let name: Range<Int>
        /// The value; may be empty.
        package let value: Range<Int>
    }

    /// How often a field is there.
    package enum Occurrence: Sendable, Equatable {
        case absent
        /// Once; its value as a range of `head`.
        case one(Range<Int>)
        /// Several times; the value of the first.
        case many(first: Range<Int>)
    }

    /// How the end of the content is found (RFC 9112 §6.3).
    package enum Framing: Sendable, Equatable {
        /// There is neither Content-Length nor Transfer-Encoding, so there is no content.
        case none
        /// So many bytes.
        case length(Int)
        /// The transfer coding tells.
        case chunked
    }

    /// Request line and fields with their line ends; empty until the head is complete. A `/` may follow that was not
    /// sent: the path of an absolute target that has none.
    package internal(set) var head: [UInt8] = []
    /// The content, without its transfer coding.
    package internal(set) var body: [UInt8] = []
    /// In the order sent, duplicates kept.
    package internal(set) var fields: [Field] = []
    /// What the request line says.
    var line = RequestLine()
    /// Where the known fields are.
    var index = FieldIndex()
    /// How the content ends.
    package internal(set) var framing = Framing.none
    /// The client wants the connection to stay open (RFC 9112 §9.3).
    package internal(set) var keepsAlive = true
    /// The client waits for `100 Continue` before it sends the content.
    package internal(set) var expectsContinue = false
    /// Bytes of this request read from the connection so far, framing included.
    package internal(set) var bytesIn = 0

    /// Room for a usual head, so that the first request does not grow it.
    package init() {
        head.reserveCapacity(1024)
        fields.reserveCapacity(16)
    }

    /// Ready for the next request. Keeps what was allocated, except a body that grew beyond the usual.
    package func reset() {
        head.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: body.capacity <= 65_536)
        fields.removeAll(keepingCapacity: true)
        line = RequestLine()
        index = FieldIndex()
        framing = .none
        keepsAlive = true
        expectsContinue = false
        bytesIn = 0
    }
}

@available(*, unavailable)
extension Request: Sendable {}

extension Request {
    /// The method.
    package var method: RequestMethod { line.method }
    /// The method's text in `head`.
    package var methodRange: Range<Int> { line.methodRange }
    /// The whole target in `head`, as sent.
    package var targetRange: Range<Int> { line.targetRange }
    /// The path in `head`, still percent-encoded. Begins with `/`, or is `*`.
    package var pathRange: Range<Int> { line.pathRange }
    /// What follows the `?`, in `head`; `nil` when there is no `?`.
    package var queryRange: Range<Int>? { line.hasQuery ? line.queryRange : nil }
    /// The path has a percent sign; without one its bytes are as they are meant.
    package var pathNeedsDecoding: Bool { line.pathNeedsDecoding }
    /// The target is `*` (RFC 9112 §3.2.4); only with OPTIONS.
    package var isAsteriskForm: Bool { line.isAsteriskForm }
    /// HTTP/1.0; otherwise HTTP/1.1.
    package var isVersion10: Bool { line.isVersion10 }
    /// The host asked for, without its port, as sent: of an absolute target, otherwise of `Host` (RFC 9112 §3.2.2). An
    /// IPv6 address has its brackets. Empty only in an HTTP/1.0 request without `Host`.
    package var hostRange: Range<Int> { line.hostRange }
    /// No length and no transfer coding where a body is usual: the answer may be 411 if the route needs a body.
    package var lacksLength: Bool { framing == .none && method.expectsContent }
}
