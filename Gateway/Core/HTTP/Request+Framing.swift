extension Request {
    /// Draws the conclusions from a head that is complete, in the order in which they depend on each other.
    func interpretFields() throws(ParseFailure) {
        try readHost()
        framing = try readFraming()
        readConnection()
        try readExpectation()
    }

    /// Exactly one `Host` in HTTP/1.1, at most one in HTTP/1.0 (RFC 9112 §3.2).
    private func readHost() throws(ParseFailure) {
        guard let range = firstRange(.host) else {
            if isVersion10 { return }
            throw .hostMissing
        }
        if index.isRepeated(.host) { throw .hostRepeated }
        let head = head
        guard let host = Authority.host(head.span.extracting(range)) else { throw .hostMalformed }
        if !line.hasAuthority {
            line.hostRange = range.lowerBound + host.lowerBound..<range.lowerBound + host.upperBound
        }
    }

    /// RFC 9112 §6.1 to §6.3, without the repairs that they allow: whoever else reads the same bytes may not make them.
    private func readFraming() throws(ParseFailure) -> Framing {
        let head = head
        if let range = firstRange(.transferEncoding) {
            if isVersion10 { throw .transferEncodingInVersion10 }
            if index.position(.contentLength) != nil { throw .contentLengthWithTransferEncoding }
            if index.isRepeated(.transferEncoding) { throw .transferEncodingRepeated }
            try TransferEncoding.check(head.span.extracting(range))
            return .chunked
        }
        guard let range = firstRange(.contentLength) else { return .none }
        if index.isRepeated(.contentLength) { throw .contentLengthRepeated }
        return .length(try Self.length(head.span.extracting(range)))
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
    private func readConnection() {
        var closes = false
        var keeps = false
        let head = head
        forEachValue(of: .connection) { value in
            let text = head.span
            var start = value.lowerBound
            while start <= value.upperBound {
                let end = text.firstIndex(of: UInt8(ascii: ","), in: start..<value.upperBound) ?? value.upperBound
                let option = text.extracting(text.trimmed(start..<end))
                if option.isEqual(toLowercase: "close") { closes = true }
                if option.isEqual(toLowercase: "keep-alive") { keeps = true }
                start = end + 1
            }
        }
        keepsAlive = !closes && (keeps || !isVersion10)
    }

    /// RFC 9110 §10.1.1: ignored in HTTP/1.0, pointless without content, and otherwise `100-continue` or nothing.
    private func readExpectation() throws(ParseFailure) {
        guard !isVersion10 else { return }
        var isKnown = true
        let head = head
        forEachValue(of: .expect) { value in
            isKnown = isKnown && head.span.extracting(value).isEqual(toLowercase: "100-continue")
        }
        guard isKnown else { throw .expectationUnknown }
        expectsContinue = index.position(.expect) != nil && framing != .none && framing != .length(0)
    }
}
