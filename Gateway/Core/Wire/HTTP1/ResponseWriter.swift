/// How HTTP/1.1 writes an answer's head (RFC 9112 §4). No answer says which software wrote it.
enum ResponseWriter {
    /// The whole interim answer that lets a client send its content (RFC 9110 §15.2.1).
    static let continueAnswer: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"

    private static let lengthStart: StaticString = "Content-Length: "
    /// Answers hold what belongs to one caller, and no field tells a cache who that is (RFC 9111 §3).
    private static let notCached: StaticString = "Cache-Control: no-store\r\n"
    private static let dateStart: StaticString = "Date: "
    private static let requestIDStart: StaticString = "\r\nX-Request-Id: "
    private static let connectionClose: StaticString = "Connection: close\r\n\r\n"
    private static let connectionKeepAlive: StaticString = "Connection: keep-alive\r\n\r\n"
    private static let lineEnd: StaticString = "\r\n"

    /// What is said of the connection.
    enum Persistence {
        /// It stays open, which goes without saying.
        case usual
        /// It stays open, which an HTTP/1.0 client must be told (RFC 9112 §9.3).
        case told
        /// It is closed after the answer.
        case closes
    }

    /// Appends a head with its empty line.
    /// - Parameter contentLength: of the content that follows, or would follow were the request no HEAD.
    static func append(
        _ head: borrowing ResponseHead, contentLength: Int, _ persistence: Persistence, date: ServerDate,
        to output: inout [UInt8]
    ) {
        StatusLine.append(head.status, to: &output)
        if head.mayHaveContent {
            if let contentType = head.contentType { output.append(contentsOf: contentType.line) }
            output.append(lengthStart)
            output.append(decimal: contentLength)
            output.append(lineEnd)
        }
        if let caching = head.caching { output.append(contentsOf: caching.line) } else { output.append(notCached) }
        output.append(dateStart)
        date.text.append(to: &output)
        output.append(requestIDStart)
        head.requestID.append(to: &output)
        output.append(lineEnd)
        if !head.fields.isEmpty { output.append(contentsOf: head.fields.bytes) }
        switch persistence {
        case .usual: output.append(lineEnd)
        case .told: output.append(connectionKeepAlive)
        case .closes: output.append(connectionClose)
        }
    }
}
