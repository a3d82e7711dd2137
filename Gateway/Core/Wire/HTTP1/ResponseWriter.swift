/// How HTTP/1.1 writes an answer's head (RFC 9112 §4). No answer says which software wrote it.
enum ResponseWriter {
    /// The whole interim answer that lets a client send its content (RFC 9110 §15.2.1).
    static let continueAnswer = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private static let lengthStart = Array("Content-Length: ".utf8)
    /// Answers hold what belongs to one caller, and no field tells a cache who that is (RFC 9111 §3).
    private static let dateStart = Array("\r\nCache-Control: no-store\r\nDate: ".utf8)
    private static let cachedDateStart = Array("Date: ".utf8)
    private static let requestIDStart = Array("\r\nX-Request-Id: ".utf8)
    private static let connectionClose = Array("Connection: close\r\n\r\n".utf8)
    private static let connectionKeepAlive = Array("Connection: keep-alive\r\n\r\n".utf8)
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

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
            output.append(contentsOf: lengthStart)
            output.append(decimal: contentLength)
            if head.caching == nil { output.append(contentsOf: dateStart) } else { output.append(contentsOf: lineEnd) }
        } else if head.caching == nil {
            // Without a length before it, the line end that begins these fields is the status line's own.
            output.append(copying: dateStart.span.extracting(2...))
        }
        if let caching = head.caching {
            output.append(contentsOf: caching.line)
            output.append(contentsOf: cachedDateStart)
        }
        date.text.append(to: &output)
        output.append(contentsOf: requestIDStart)
        head.requestID.append(to: &output)
        output.append(contentsOf: lineEnd)
        if !head.fields.isEmpty { output.append(contentsOf: head.fields.bytes) }
        switch persistence {
        case .usual: output.append(contentsOf: lineEnd)
        case .told: output.append(contentsOf: connectionKeepAlive)
        case .closes: output.append(contentsOf: connectionClose)
        }
    }
}
