/// One request as it was sent: the head's own bytes, and where in them everything is. Reused from request to request;
/// bound to its loop.
final class Request {
    /// A header field, as ranges of `head`; white space around the value is left out.
    struct Field {
        let name: Range<Int>
        let value: Range<Int>
        let known: KnownField?
    }

    /// How often a field is there.
    enum Occurrence: Equatable {
        case absent
        case one(Range<Int>)
        case many
    }

    /// How long the content is.
    enum Framing: Equatable {
        /// Neither `Content-Length` nor `Transfer-Encoding`: there is none (RFC 9112 §6.3).
        case none
        case length(Int)
        case chunked
    }

    /// Request line and fields, with their line ends.
    var head: [UInt8] = []
    var method = RequestMethod.get
    var methodRange = 0..<0
    /// The path, still percent-encoded; begins with a slash unless the target is `*`.
    var pathRange = 0..<0
    /// What follows the `?`; empty when there is none.
    var queryRange = 0..<0
    /// The host in lower case, without a port; empty when HTTP/1.0 sent none.
    var hostRange = 0..<0
    /// The authority of a target in absolute form (RFC 9112 §3.2.2).
    var targetAuthority: Range<Int>?
    /// The target is `*` (RFC 9112 §3.2.4).
    var isAsteriskForm = false
    /// The path has a percent-escape.
    var pathNeedsDecoding = false
    /// HTTP/1.0.
    var isVersion10 = false
    /// The client wants the connection to stay.
    var keepsAlive = true
    /// `Connection: close` was sent.
    var closeWasAsked = false
    /// The client waits for `100 Continue` before it sends the content.
    var expectsContinue = false
    var framing = Framing.none
    /// In the order sent, duplicates kept.
    var fields: [Field] = []
    /// The content, without its transfer coding.
    var body: [UInt8] = []
    /// Bytes of the request on the wire, as far as read.
    var bytesIn = 0

    /// Ready for the next request; keeps what was allocated.
    func reset() {
        head.removeAll(keepingCapacity: true)
        methodRange = 0..<0
        pathRange = 0..<0
        queryRange = 0..<0
        hostRange = 0..<0
        targetAuthority = nil
        closeWasAsked = false
        isAsteriskForm = false
        pathNeedsDecoding = false
        isVersion10 = false
        keepsAlive = true
        expectsContinue = false
        framing = .none
        fields.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        bytesIn = 0
    }

    /// The first field of that name.
    func firstRange(_ known: KnownField) -> Range<Int>? {
        for field in fields where field.known == known { return field.value }
        return nil
    }

    /// The one field of that name, if it is one.
    func field(named name: HeaderName) -> Occurrence {
        var found = Occurrence.absent
        for field in fields where field.name.count == name.bytes.count && isName(field.name, name.bytes) {
            guard case .absent = found else { return .many }
            found = .one(field.value)
        }
        return found
    }

    private func isName(_ range: Range<Int>, _ lowercase: [UInt8]) -> Bool {
        var index = range.lowerBound
        for byte in lowercase {
            if head[index].lowercased != byte { return false }
            index += 1
        }
        return true
    }

    /// The value of a cookie; the first pair of that name in the first `Cookie` field that has one.
    func cookie(named name: [UInt8]) -> Range<Int>? {
        let head = head
        for field in fields where field.known == .cookie {
            let value = head.span.extracting(field.value)
            if let found = CookieHeader.value(named: name.span, in: value) {
                return field.value.lowerBound + found.lowerBound..<field.value.lowerBound + found.upperBound
            }
        }
        return nil
    }

    /// A path segment with its escapes decoded; `nil` when that is not UTF-8, or holds a zero byte.
    func decodedSegment(_ range: Range<Int>) -> [UInt8]? {
        let head = head
        return PercentEscape.decode(head.span.extracting(range))
    }
}
