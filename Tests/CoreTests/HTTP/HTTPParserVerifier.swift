@testable import Core
import Testing

/// All that can be seen of one request.
struct ParsedRequest: Equatable {
    var method: RequestMethod
    var methodText: String
    var target: String
    var path: String
    var query: String?
    var host: String
    var isVersion10: Bool
    var isAsteriskForm: Bool
    var pathNeedsDecoding: Bool
    var fields: [String]
    var framing: HTTP1Framing.Content
    var keepsAlive: Bool
    var expectsContinue: Bool
    var body: String
    var bytesIn: Int

    init(_ request: ReadRequest) {
        let head = request.head.bytes
        func text(_ range: Range<Int>) -> String { String(decoding: head[range], as: UTF8.self) }
        method = request.head.method
        methodText = text(request.head.methodRange)
        target = text(request.head.targetRange)
        path = text(request.head.pathRange)
        query = request.head.queryRange.map(text)
        host = text(request.head.hostRange)
        isVersion10 = request.framing.isVersion10
        isAsteriskForm = request.head.isAsteriskForm
        pathNeedsDecoding = request.head.pathNeedsDecoding
        fields = request.head.fields.map { "\(text($0.name))=\(text($0.value))" }
        framing = request.framing.content
        keepsAlive = request.framing.keepsAlive
        expectsContinue = request.framing.expectsContinue
        body = String(decoding: request.body, as: UTF8.self)
        bytesIn = request.bytesIn
    }
}

/// A request as it is read: its head, what that says of the content, and the content.
struct ReadRequest {
    var head = RequestHead()
    var framing = HTTP1Framing()
    var body: [UInt8] = []
    var bytesIn = 0
}

/// What a connection's bytes come to.
struct ParsedStream: Equatable {
    var requests: [ParsedRequest] = []
    var failure: ParseFailure?
    /// What there is of the request that failed or did not end.
    var last: ParsedRequest?
    /// Nothing of a further request has come.
    var isIdle = false
    /// Bytes that were not consumed when the input ended.
    var left = 0
}

/// Feeds a parser as a connection does.
func parseStream(
    _ bytes: [UInt8], cuts: [Int], limits: HTTPLimits = HTTPLimits(), bodyLimitBytes: Int? = nil
) -> ParsedStream {
    var parser = RequestParser()
    var request = ReadRequest()
    var stream = ParsedStream()
    var kept: [UInt8] = []
    var start = 0
    for cut in cuts + [bytes.count] {
        kept += bytes[start..<cut]
        start = cut
        var isWaiting = false
        while !isWaiting {
            let step = parser.parse(kept.span, into: &request.head, limits: limits)
            request.framing = parser.framing
            request.bytesIn = parser.bytesIn
            if case .content(let range) = step.event { request.body += kept[range] }
            kept.removeFirst(step.consumed)
            switch step.event {
            case .needMore:
                #expect(kept.count < limits.unfinishedHeadBytes)
                isWaiting = true
            case .headComplete:
                if let bodyLimitBytes { _ = parser.beginBody(parser.framing.content, limitBytes: bodyLimitBytes) }
            case .content: break
            case .complete:
                stream.requests.append(ParsedRequest(request))
                request = ReadRequest()
                isWaiting = kept.isEmpty
            case .failed(let failure):
                stream.failure = failure
                stream.last = ParsedRequest(request)
                return stream
            }
        }
    }
    stream.isIdle = parser.isIdle
    stream.last = parser.isIdle ? nil : ParsedRequest(request)
    stream.left = kept.count
    return stream
}

/// The same bytes whole, cut in two at every place, and byte by byte must come to the same.
func verifiedStream(
    _ bytes: [UInt8], limits: HTTPLimits = HTTPLimits(), bodyLimitBytes: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) -> ParsedStream {
    let whole = parseStream(bytes, cuts: [], limits: limits, bodyLimitBytes: bodyLimitBytes)
    for cut in 0...bytes.count {
        let parts = parseStream(bytes, cuts: [cut], limits: limits, bodyLimitBytes: bodyLimitBytes)
        #expect(parts == whole, "cut at \(cut)", sourceLocation: sourceLocation)
    }
    let single = parseStream(bytes, cuts: Array(0..<bytes.count), limits: limits, bodyLimitBytes: bodyLimitBytes)
    #expect(single == whole, "byte by byte", sourceLocation: sourceLocation)
    return whole
}

func verifiedStream(
    _ text: String, limits: HTTPLimits = HTTPLimits(), bodyLimitBytes: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) -> ParsedStream {
    verifiedStream(
        Array(text.utf8), limits: limits, bodyLimitBytes: bodyLimitBytes, sourceLocation: sourceLocation)
}

/// A request that must be read whole, and alone.
func verifiedRequest(
    _ text: String, limits: HTTPLimits = HTTPLimits(), sourceLocation: SourceLocation = #_sourceLocation
) throws -> ParsedRequest {
    let stream = verifiedStream(text, limits: limits, sourceLocation: sourceLocation)
    #expect(stream.failure == nil && stream.isIdle && stream.left == 0, sourceLocation: sourceLocation)
    return try #require(stream.requests.first, sourceLocation: sourceLocation)
}

/// A request that was read whole, for the questions that are asked of one.
func makeRequest(_ text: String) throws -> RequestHead {
    var parser = RequestParser()
    var head = RequestHead()
    let bytes = Array(text.utf8)
    let step = parser.parse(bytes.span, into: &head, limits: HTTPLimits())
    try #require(step.event == .headComplete)
    return head
}
