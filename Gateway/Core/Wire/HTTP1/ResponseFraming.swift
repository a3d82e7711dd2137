import Kit

/// What an answer's head says of its content and of the connection: matters of HTTP/1.1 alone.
struct ResponseFraming: Equatable {
    /// How the end of the content is found (RFC 9112 §6.3).
    enum Content: Equatable {
        case length(Int)
        /// The transfer coding tells.
        case chunked
        /// It ends with the connection.
        case open
    }

    private(set) var content = Content.length(0)
    /// The connection may take another request (RFC 9112 §9.3).
    private(set) var keepsAlive = false

    init() {}

    /// Draws the conclusions from a final head, of an answer to any request but HEAD and CONNECT.
    init(reading head: ReceivedHead, isVersion10: Bool) throws(ResponseFlaw) {
        let length = try head.contentLength()
        let isChunked = try head.isChunked()
        guard !isChunked || length == nil && !isVersion10 else { throw .framingUnclear }
        switch head.status {
        case 204, 304: content = .length(0)
        default: content = isChunked ? .chunked : length.map(Content.length) ?? .open
        }
        keepsAlive = !isVersion10 && content != .open && !head.saysClose
    }
}

extension ReceivedHead {
    /// The same length twice is let pass (RFC 9110 §8.6).
    fileprivate func contentLength() throws(ResponseFlaw) -> Int? {
        var length: Int?
        for item in items(of: "content-length") {
            guard let number = number(item), length ?? number == number else { throw .lengthMalformed }
            length = number
        }
        return length
    }

    /// `1*DIGIT`, at most 18 of them.
    private func number(_ range: Range<Int>) -> Int? {
        let digits = bytes[range]
        return (1...18).contains(digits.count) && digits.allSatisfy(\.isDigit) ? digits.decimalValue : nil
    }

    /// Any other coding, or a second one, leaves the end of the content in doubt (RFC 9112 §6.1).
    fileprivate func isChunked() throws(ResponseFlaw) -> Bool {
        let codings = items(of: "transfer-encoding")
        guard let coding = codings.first else { return false }
        guard codings.count == 1, bytes.span.extracting(coding).isEqual(toLowercase: "chunked") else {
            throw .framingUnclear
        }
        return true
    }

    fileprivate var saysClose: Bool {
        items(of: "connection").contains { bytes.span.extracting($0).isEqual(toLowercase: "close") }
    }
}
