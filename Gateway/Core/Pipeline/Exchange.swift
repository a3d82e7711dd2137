import Kit
import System

/// One request and its answer: everything that is found out on the way, from the first byte to the log line.
/// Reused from request to request; bound to its loop.
final class Exchange {
    /// What the client sent.
    let request = Request()
    /// When its first byte was seen.
    var startedNanoseconds: UInt64 = 0
    /// The moment that the operation takes as now.
    var now = Timestamp(milliseconds: 0)

    // What routing found.
    var requestID = RequestID(high: 0, low: 0)
    var route: Route?
    /// The path cut at its slashes, as ranges of the path, still percent-encoded.
    var segments = PathSegments()
    /// Which of the segments stand for `{name}`.
    var parameters: [Int] = []
    /// The segment from which on no log may hold the path, when there is no route that says which are secret.
    var firstSecretSegment: Int?
    /// The methods of the path, when the answer must list them.
    var allow: [UInt8] = []
    /// Where the head has the trace id of a valid `traceparent`.
    var traceIDRange: Range<Int>?

    // What access found.
    /// The turn of the loop in which it looked.
    var checkedTurn: UInt64 = 0
    var token: FoundToken?
    var tokenFingerprint: UInt64?
    var app: App?
    var subject: Subject?
    /// What the route's limit said; `nil` when it has none, or was not asked yet.
    var rate: RateVerdict?

    // What was answered.
    var status = 0
    var errorCode: ErrorCode?
    var bytesOut = 0
    var handlerStartedNanoseconds: UInt64 = 0
    var handlerNanoseconds: UInt64 = 0
    /// The connection is closed after the answer.
    var closesConnection = false
    /// It is closed too when the answer is given before the content is read.
    var endsUnlessRead = false
    /// What the operation answered.
    var reply = Reply()

    /// Ready for the next request.
    func reset() {
        request.reset()
        route = nil
        if !parameters.isEmpty { parameters.removeAll(keepingCapacity: true) }
        firstSecretSegment = nil
        allow = []
        traceIDRange = nil
        token = nil
        tokenFingerprint = nil
        app = nil
        subject = nil
        rate = nil
        status = 0
        errorCode = nil
        bytesOut = 0
        handlerStartedNanoseconds = 0
        handlerNanoseconds = 0
        closesConnection = false
        reply.reset()
    }
}

extension Exchange {
    /// What stands for each `{name}` of the route, still percent-encoded.
    var pathValues: [(name: String, value: String)] {
        guard !parameters.isEmpty, let route else { return [] }
        let start = request.pathRange.lowerBound
        return zip(route.bound.pattern.path.parameterNames, parameters).map { name, segment in
            let range = segments.ranges[segment]
            let value = request.head[start + range.lowerBound..<start + range.upperBound]
            return (name, String(decoding: value, as: UTF8.self))
        }
    }
}
