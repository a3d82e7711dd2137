/// What a request's head says of its content and of the connection: matters of HTTP/1.1 alone.
package struct HTTP1Framing: Sendable, Equatable {
    /// How the end of the content is found (RFC 9112 §6.3).
    package enum Content: Sendable, Equatable {
        /// There is neither Content-Length nor Transfer-Encoding, so there is no content.
        case none
        /// So many bytes.
        case length(Int)
        /// The transfer coding tells.
        case chunked
    }

    package private(set) var content = Content.none
    /// There is content to come, as far as the head can tell.
    package var announcesContent: Bool { content != .none && content != .length(0) }
    /// HTTP/1.0; otherwise HTTP/1.1.
    package private(set) var isVersion10 = false
    /// The client wants the connection to stay open (RFC 9112 §9.3).
    package private(set) var keepsAlive = true
    /// The client waits for `100 Continue` before it sends the content.
    package private(set) var expectsContinue = false

    init() {}

    /// Draws the conclusions from a head that is complete, in the order in which they depend on each other.
    init(reading head: inout RequestHead, isVersion10: Bool) throws(ParseFailure) {
        self.isVersion10 = isVersion10
        if head.line.pathRange.isEmpty { head.addPath() }
        try head.readHost(isVersion10: isVersion10)
        content = try head.readContent(isVersion10: isVersion10)
        keepsAlive = head.staysOpen(isVersion10: isVersion10)
        expectsContinue =
            try head.expectsContinue(isVersion10: isVersion10) && announcesContent
    }
}

extension RequestHead {

    /// An absolute target without a path means `/` (RFC 9110 §4.2.3), or the whole server when it is asked for its
    /// options as through a proxy (RFC 9112 §3.2.4).
    fileprivate mutating func addPath() {
        line.isAsteriskForm = line.method == .options && !line.hasQuery
        line.pathRange = bytes.count..<bytes.count + 1
        bytes.append(line.isAsteriskForm ? UInt8(ascii: "*") : UInt8(ascii: "/"))
    }

    /// Exactly one `Host` in HTTP/1.1, at most one in HTTP/1.0 (RFC 9112 §3.2).
    fileprivate mutating func readHost(isVersion10: Bool) throws(ParseFailure) {
        guard let range = firstRange(.host) else {
            if isVersion10 { return }
            throw .hostMissing
        }
        if index.isRepeated(.host) { throw .hostRepeated }
        guard let host = Authority.host(bytes.span.extracting(range)) else { throw .hostMalformed }
        if !line.hasAuthority {
            line.hostRange = range.lowerBound + host.lowerBound..<range.lowerBound + host.upperBound
        }
    }

    /// RFC 9112 §6.1 to §6.3, without the repairs that they allow: whoever else reads the same bytes may not make them.
    fileprivate func readContent(isVersion10: Bool) throws(ParseFailure) -> HTTP1Framing.Content {
        if let range = firstRange(.transferEncoding) {
            if isVersion10 { throw .transferEncodingInVersion10 }
            if index.position(.contentLength) != nil { throw .contentLengthWithTransferEncoding }
            if index.isRepeated(.transferEncoding) { throw .transferEncodingRepeated }
            try TransferEncoding.check(bytes.span.extracting(range))
            return .chunked
        }
        guard let range = firstRange(.contentLength) else { return .none }
        if index.isRepeated(.contentLength) { throw .contentLengthRepeated }
        return .length(try Self.length(bytes.span.extracting(range)))
    }

    /// `1*DIGIT`. A number too large for `Int` is as good as its maximum: over every limit.
    private static func length(_ text: Span<UInt8>) throws(ParseFailure) -> Int {
        guard text.count > 0 else { throw .contentLengthMalformed }
        var length = 0
        for index in text.indices {
            guard text[index].isDigit else { throw .contentLengthMalformed }
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(text[index] &- 0x30))
            length = overflow || carry ? Int.max : sum
        }
        return length
    }

    /// RFC 9112 §9.3: `close` beats `keep-alive`, and HTTP/1.0 closes unless asked not to.
    fileprivate func staysOpen(isVersion10: Bool) -> Bool {
        var closes = false
        var keeps = !isVersion10
        let text = bytes.span
        forEachValue(of: .connection) { value in
            var start = value.lowerBound
            while start <= value.upperBound {
                let end = text.firstIndex(of: UInt8(ascii: ","), in: start..<value.upperBound) ?? value.upperBound
                let option = text.extracting(text.trimmed(start..<end))
                if option.isEqual(toLowercase: "close") { closes = true }
                if option.isEqual(toLowercase: "keep-alive") { keeps = true }
                start = end + 1
            }
        }
        return keeps && !closes
    }

    /// RFC 9110 §10.1.1: ignored in HTTP/1.0, pointless without content, and otherwise `100-continue` or nothing.
    fileprivate func expectsContinue(isVersion10: Bool) throws(ParseFailure) -> Bool {
        guard !isVersion10, index.position(.expect) != nil else { return false }
        var isKnown = true
        forEachValue(of: .expect) { value in
            isKnown = isKnown && bytes.span.extracting(value).isEqual(toLowercase: "100-continue")
        }
        guard isKnown else { throw .expectationUnknown }
        return true
    }
}
