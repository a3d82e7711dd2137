import System

/// The server that a pool's connections lead to.
struct ClientOrigin {
    /// A DNS name in ASCII, or an IP address without brackets.
    let host: String
    let port: UInt16
    /// Whom to trust; `nil` for plain HTTP.
    let tls: TLSContext?
}

/// A request to another server, ready to be sent.
struct ClientRequest {
    /// Head and content.
    let bytes: [UInt8]
    /// When the answer must be here, by the loop's monotonic clock.
    let deadlineNanoseconds: UInt64
    let sink: ResponseSink
    /// Called once, on the loop, by the deadline and a tick of the loop's wheel; not after the pool was closed.
    let completion: (ClientOutcome) -> Void
}

/// Where the content of an answer goes as it comes.
enum ResponseSink {
    /// It is read to its end and thrown away, at most so many bytes; with more the connection is not kept.
    case nothing(limitBytes: Int)

    /// The most content that is taken.
    var limitBytes: Int {
        switch self {
        case .nothing(let limitBytes): limitBytes
        }
    }
}

/// What became of a request.
enum ClientOutcome {
    /// The answer's head has come, or a status line that says that the request has succeeded. Its content went to the
    /// request's sink, as far as it came.
    case answered(ReceivedHead)
    /// There is no answer; the words say at what it failed.
    case failed(String)
}
