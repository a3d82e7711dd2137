import Kit

/// `HTTP/1.1 200 OK` (RFC 9112 §4). The version that is written is always 1.1, whatever the request's is (RFC 9110
/// §6.2).
enum StatusLine {
    private static let reasons: [Int: String] = [
        100: "Continue", 101: "Switching Protocols",
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
        421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked", 425: "Too Early",
        426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
        431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 505: "HTTP Version Not Supported", 507: "Insufficient Storage",
    ]

    /// From 100 to 599; a status without a phrase keeps the space before it, which is not optional.
    private static let lines: [[UInt8]] = (100...599).map { status in
        Array("HTTP/1.1 \(status) \(reasons[status] ?? "")\r\n".utf8)
    }

    /// Appends it with its line end. Traps on a status out of 100 to 599: no client chooses it.
    static func append(_ status: Int, to bytes: inout [UInt8]) {
        precondition((100...599).contains(status), "a status has three digits, the first of them 1 to 5")
        bytes.append(contentsOf: lines[status - 100])
    }
}

extension StatusLine {
    private static let start = Array("HTTP/1.".utf8)

    /// Whether what has come of a line may become a status line.
    static func mayBegin(_ line: Span<UInt8>) -> Bool {
        let count = min(line.count, start.count)
        return line.extracting(0..<count).isEqual(to: start.span.extracting(0..<count))
    }

    /// Reads a line without control characters; `nil` when it is no status line. The space before an empty reason is
    /// often left out, and means nothing.
    static func read(_ line: Span<UInt8>) -> (status: Int, isVersion10: Bool)? {
        guard line.count == 12 || line.count > 12 && line[12] == 0x20, mayBegin(line),
            line[7] == 0x30 || line[7] == 0x31, line[8] == 0x20
        else { return nil }
        var status = 0
        for index in 9..<12 {
            guard line[index].isDigit else { return nil }
            status = status * 10 + line[index].digitValue
        }
        return (100...599).contains(status) ? (status, line[7] == 0x30) : nil
    }
}
