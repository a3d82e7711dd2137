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

    /// What the head says.
    var parsed = RequestHead()
    /// The content so far.
    var content: [UInt8] = []
    /// Of the connection's bytes.
    var byteCount = 0

    /// Has room for a usual head, so that the first request does not grow it.
    package init() {
        parsed.bytes.reserveCapacity(1024)
        parsed.fields.reserveCapacity(16)
    }

    /// Ready for the next request. Keeps what was allocated, except a body that grew beyond the usual.
    package func reset() {
        parsed.reset()
        if !content.isEmpty { content.removeAll(keepingCapacity: content.capacity <= 65_536) }
        byteCount = 0
    }
}

@available(*, unavailable)
extension Request: Sendable {}

// MARK: The head

extension Request {
    /// The lines of the head read so far, with their line ends. A `/` or `*` may follow that was not sent: the path of
    /// an absolute target that has none. All ranges fit it at any time.
    package var head: [UInt8] { parsed.bytes }
    /// In the order sent, duplicates kept.
    package var fields: [Field] { parsed.fields }
    /// The method.
    package var method: RequestMethod { parsed.line.method }
    /// The method's text in `head`.
    package var methodRange: Range<Int> { parsed.line.methodRange }
    /// The whole target in `head`, as sent.
    package var targetRange: Range<Int> { parsed.line.targetRange }
    /// The path in `head`, still percent-encoded. Begins with `/`, or is `*`; empty if the request line was not read.
    package var pathRange: Range<Int> { parsed.line.pathRange }
    /// What follows the `?`, in `head`; `nil` when there is no `?`.
    package var queryRange: Range<Int>? { parsed.line.hasQuery ? parsed.line.queryRange : nil }
    /// The path has a percent sign; without one its bytes are as they are meant.
    package var pathNeedsDecoding: Bool { parsed.line.pathNeedsDecoding }
    /// The target is `*` (RFC 9112 §3.2.4); only with OPTIONS.
    package var isAsteriskForm: Bool { parsed.line.isAsteriskForm }
    /// HTTP/1.0; otherwise HTTP/1.1.
    package var isVersion10: Bool { parsed.line.isVersion10 }
    /// The host asked for, without its port, as sent: of an absolute target, otherwise of `Host` (RFC 9112 §3.2.2). An
    /// IPv6 address has its brackets. Empty only in an HTTP/1.0 request without `Host`.
    package var hostRange: Range<Int> { parsed.line.hostRange }

    /// The first field of that name, as a range of `head`.
    package func firstRange(_ known: KnownField) -> Range<Int>? { parsed.firstRange(known) }

    /// A known field; costs no search.
    package func field(_ known: KnownField) -> Occurrence { parsed.field(known) }

    /// A field by its configured name. Names that differ in `_` and `-` are different names.
    package func field(named name: FieldName) -> Occurrence { parsed.field(named: name) }

    /// The value of the first cookie of that name, in the first `Cookie` field that has one; a range of `head`.
    package func cookie(named name: [UInt8]) -> Range<Int>? { parsed.cookie(named: name) }
}

// MARK: The body

extension Request {
    /// How the content ends.
    package var framing: Framing { parsed.framing }
    /// The client wants the connection to stay open (RFC 9112 §9.3).
    package var keepsAlive: Bool { parsed.keepsAlive }
    /// The client waits for `100 Continue` before it sends the content.
    package var expectsContinue: Bool { parsed.expectsContinue }
    /// No length and no transfer coding where a body is usual: the answer may be 411 if the route needs a body.
    package var lacksLength: Bool { framing == .none && method.expectsContent }
    /// The content, without its transfer coding.
    package var body: [UInt8] { content }
    /// Bytes of this request read from the connection so far, framing included.
    package var bytesIn: Int { byteCount }
}
