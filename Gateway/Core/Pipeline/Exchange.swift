import Kit
import System

/// One request and its answer: everything that is found out on the way, from the first byte to the log line. The stages
/// see it and nothing of the connection that it came by.
///
/// Reused from request to request, for what it has allocated. It cannot be copied: the stages change it where it is, so
/// that none of them pays for a check or a reference count to look at it.
struct Exchange: ~Copyable {
    /// Where letters about it go.
    var key = ExchangeKey(member: MemberKey(slot: 0, generation: 0), stream: 0)
    /// Who sent it.
    var peer: Peer
    /// What the client sent before the content.
    var head = RequestHead()
    /// The content.
    var body = RequestBody()
    /// What the operation answered.
    var reply = Reply()
    /// What is answered.
    var response = Response()
    /// What it has opened: the connection goes on as that when the answer has gone.
    var socket: SocketSession?
    /// What the stages found out.
    var facts = Facts()

    init(_ peer: Peer) {
        self.peer = peer
        head.reserve()
    }

    /// Takes the next request in.
    fileprivate mutating func begin(_ key: ExchangeKey, _ peer: Peer) {
        self.key = key
        self.peer = peer
    }

    /// How much of it has come.
    mutating func note(_ progress: WireProgress) {
        facts.startedNanoseconds = progress.startNanoseconds
        facts.bytesIn = progress.bytesIn
    }

    /// What it takes of memory.
    var held: HeldBytes {
        HeldBytes(
            allocated: head.heldBytes + body.heldBytes + reply.heldBytes + response.content.capacity,
            setAside: body.reservedBytes)
    }

    /// Ready for the next request.
    mutating func reset() {
        head.reset()
        body.reset()
        reply.reset()
        response.reset(keptBytes: Self.keptBytes)
        socket = nil
        facts = Facts()
    }

    private static let keptBytes = 64 * 1024
}

/// Keeps an exchange in its place while others refer to it. Bound to its loop.
final class ExchangeBox {
    /// What one takes of memory without a head and contents.
    private static let ownBytes = 1024

    var exchange: Exchange
    /// Which of its connection's exchanges it is: to be asked often, and without a look at the exchange.
    private(set) var stream: StreamID = 0

    init(_ peer: Peer) { exchange = Exchange(peer) }

    /// What it takes of memory.
    var held: HeldBytes { exchange.held }
    /// What of that it keeps when it has dropped its contents.
    var keptBytes: Int { Self.ownBytes + exchange.head.heldBytes }

    /// Its answer stands in the connection's output: all that it is still needed for is its log line.
    func dropContents() {
        exchange.body.drop()
        exchange.reply = Reply()
        exchange.response.content = []
    }

    /// Takes the next request in.
    func begin(_ key: ExchangeKey, _ peer: Peer) {
        stream = key.stream
        exchange.begin(key, peer)
    }
}

@available(*, unavailable)
extension ExchangeBox: Sendable {}

/// What the stages find out of one request; replaced whole for the next.
struct Facts {
    /// When its first byte was seen.
    var startedNanoseconds: UInt64 = 0
    /// The moment that the operation takes as now.
    var now = Timestamp(milliseconds: 0)
    /// The whole request is read.
    var isComplete = false
    /// Bytes that it has sent, framing included.
    var bytesIn = 0

    // What routing found.
    var requestID = RequestID(high: 0, low: 0)
    var route: Route?
    /// What a log may hold of the path, when there is no route that says which segments are secret; `nil`: all of it.
    var maskedPath: [UInt8]?
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
    /// Why the app that was looked for was not let in.
    var appDenial: AppLookup.Denial?
    /// The apps were read anew since the request came.
    var appsAreFresh = false
    var subject: Subject?
    /// What the route's limit said; `nil` when it has none, or was not asked yet.
    var rate: RateVerdict?

    // What was answered.
    var errorCode: ErrorCode?
    /// Why; there whenever there is a code.
    var errorDetail: ErrorDetail?
    var bytesOut = 0
    var handlerStartedNanoseconds: UInt64 = 0
    var handlerNanoseconds: UInt64 = 0
}

/// An answer: a head, and its content.
struct Response: ~Copyable {
    var head = ResponseHead()
    var content: [UInt8] = []
    /// The content instead, when it is read from a file while it is sent.
    var file: FileReader?
    /// How long the content of a file is, or would be were the request no HEAD; `nil` for all other content.
    var fileBytes: Int?

    /// What the head says of the length.
    var contentLength: Int { fileBytes ?? content.count }

    mutating func reset(keptBytes: Int) {
        head.reset()
        dropFile()
        if !content.isEmpty { content.removeAll(keepingCapacity: content.capacity <= keptBytes) }
    }

    mutating func dropFile() {
        file = nil
        fileBytes = nil
    }
}

extension Exchange {
    /// What stands for each `{name}` of the route, still percent-encoded.
    var pathValues: [(name: String, value: String)] {
        guard let route = facts.route, !route.parameters.isEmpty else { return [] }
        let bytes = head.bytes
        let path = bytes.span.extracting(head.pathRange)
        let start = head.pathRange.lowerBound
        return route.parameters.compactMap { name, number in
            guard let segment = path.pathSegment(number: number) else { return nil }
            let value = bytes[start + segment.lowerBound..<start + segment.upperBound]
            return (name, String(decoding: value, as: UTF8.self))
        }
    }
}

extension Exchange {
    /// Who is calling, as the operation sees it.
    var caller: Caller {
        Caller(
            app: facts.app, subject: facts.subject, remoteAddress: peer.address.host, userAgent: userAgent,
            requestID: facts.requestID, place: facts.route?.wantsPlace == true ? place : nil)
    }

    private var place: RequestPlace {
        let host = String(decoding: head.bytes[head.authorityRange], as: UTF8.self)
        return RequestPlace(
            origin: "\(peer.tls == nil ? "http" : "https")://\(host)",
            path: String(decoding: head.bytes[head.pathRange], as: UTF8.self))
    }

    private var userAgent: String? {
        guard let range = head.firstRange(.userAgent) else { return nil }
        return String(decoding: head.bytes[range], as: UTF8.self)
    }
}

extension InputSource {
    /// What an operation's input is read from.
    /// - Parameters:
    ///   - head: the bytes of the request's head; the ranges are of them.
    @_lifetime(copy head)
    init(
        head: Span<UInt8>, query: Range<Int>?, contentType: Range<Int>?, body: [UInt8],
        form: ReceivedForm? = nil, pathValues: [(name: String, value: String)], jsonDepthLimit: Int
    ) {
        var type: Span<UInt8>?
        if let contentType { type = head.extracting(contentType) }
        self.init(
            pathValues: pathValues, query: head.extracting(query ?? 0..<0), contentType: type, body: body,
            form: form, jsonDepthLimit: jsonDepthLimit)
    }
}
