/// The first line of an answer, with its line end (RFC 9112 §4).
enum StatusLine {
    private static let reasons: [Int: String] = [
        200: "OK", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required",
        413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
        422: "Unprocessable Content", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 503: "Service Unavailable",
        505: "HTTP Version Not Supported",
    ]
    private static let lines: [[UInt8]] = (0..<600).map { status in
        Array("HTTP/1.1 \(status) \(reasons[status] ?? "Status")\r\n".utf8)
    }

    /// - Parameter status: 100 to 599.
    static func append(_ status: Int, to output: inout [UInt8]) { output.append(contentsOf: lines[status]) }
}
