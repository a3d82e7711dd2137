import Kit

/// What sessions ask of their loop's pipeline.
protocol SocketServices: AnyObject {
    /// Runs their events.
    var operations: OperationRunner { get }
    /// When the loop's turn began, by the wall clock.
    var now: Timestamp { get }
    func nextRequestID() -> RequestID
    func log(_ record: SocketEventRecord, of origin: SocketOrigin)
    func log(_ record: SocketEndRecord, of origin: SocketOrigin)
    /// What the client hears does not help an operator: the error log says more.
    func report(_ error: APIError, in place: String?, requestID: RequestID)
}

/// What carries a session's messages, and theirs alone: a WebSocket now. On the session's loop.
protocol SocketCarrier: AnyObject {
    /// What waits to be taken by the client.
    var unsentBytes: Int { get }

    /// Sends a message that others get too. It goes out at the end of the loop's turn.
    func send(_ message: SharedMessage)

    /// Sends a message for this client alone.
    func send(_ payload: Span<UInt8>)

    /// The event that was handed over has ended, or one is refused: the next may come.
    func eventEnded()

    /// Ends the connection, and tells the session when that is done.
    /// - Parameter dropsUnsent: what waits is not sent any more.
    func end(_ closing: SocketClosing, dropsUnsent: Bool)
}

/// Where a session came from: what its request was found to be, and what is the same for all of its events.
struct SocketOrigin {
    /// Of the request that opened it, which names the connection in the log.
    let requestID: RequestID
    let form: SocketForm
    /// The largest message that the client may send.
    let messageBytes: Int
    let events: [String: OperationHandler]
    let store: PluginStore
    /// `chat.connect`, for the error log.
    let place: String
    let app: App?
    let subject: Subject?
    let remoteAddress: String
    let network: UInt64
    let userAgent: String?
    /// Parts of each of its lines in the access log, ready: what was asked for, and by whom.
    let targetFields: [UInt8]
    let callerFields: [UInt8]
}

/// One event, as its line of the access log has it.
struct SocketEventRecord {
    let requestID: RequestID
    /// `nil` when it has a name of the client's own making.
    var event: String?
    let startedNanoseconds: UInt64
    var handlerStartedNanoseconds: UInt64 = 0
    var handlerNanoseconds: UInt64 = 0
    let bytesIn: Int
    var bytesOut = 0
    var error: APIError?
}

/// A whole connection, as the line of its end has it.
struct SocketEndRecord {
    let startedNanoseconds: UInt64
    var end = SocketEnd(code: 1006)
    var messagesIn = 0
    var messagesOut = 0
    var bytesIn = 0
    var bytesOut = 0
}

/// How a connection has ended.
struct SocketEnd {
    /// As it was said, or would have been; 1006 when nothing was (RFC 6455 §7.1.5).
    let code: UInt16
    /// What went wrong; `nil` when nothing did.
    var error: ErrorCode?
    var detail: ErrorDetail?
}
