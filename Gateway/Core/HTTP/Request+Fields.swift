extension Request {
    /// Draws from the fields what the connection must know: host, framing, persistence, expectation.
    func interpretFields() throws(ParseFailure) {
        var host: Range<Int>?
        var length: Range<Int>?
        var coding: Range<Int>?
        keepsAlive = !isVersion10
        for field in fields {
            switch field.known {
            case .host:
                guard host == nil else { throw .hostRepeated }
                host = field.value
            case .contentLength:
                guard length == nil else { throw .contentLengthRepeated }
                length = field.value
            case .transferEncoding:
                guard coding == nil else { throw .transferEncodingMalformed }
                coding = field.value
            case .connection: readConnection(field.value)
            case .expect: try readExpect(field.value)
            default: break
            }
        }
        try readHost(host)
        try readFraming(length, coding)
    }

    /// Host is needed in HTTP/1.1, once (RFC 9112 §3.2); the authority of an absolute target takes its place.
    private func readHost(_ field: Range<Int>?) throws(ParseFailure) {
        guard let field else {
            guard isVersion10 else { throw .hostMissing }
            if let targetAuthority { hostRange = try lowercasedHost(targetAuthority) }
            return
        }
        hostRange = try lowercasedHost(field)
        if let targetAuthority { hostRange = try lowercasedHost(targetAuthority) }
    }

    /// Checks `host[:port]` and puts the host into lower case where it stands.
    private func lowercasedHost(_ range: Range<Int>) throws(ParseFailure) -> Range<Int> {
        guard let end = HostSyntax.hostEnd(head.span.extracting(range)) else { throw .hostMalformed }
        let host = range.lowerBound..<range.lowerBound + end
        for index in host { head[index] = head[index].lowercased }
        return host
    }

    /// RFC 9112 §6.1 to §6.3, without its leniency: one framing, or the request is refused.
    private func readFraming(_ length: Range<Int>?, _ coding: Range<Int>?) throws(ParseFailure) {
        if let coding {
            guard length == nil else { throw .contentLengthWithTransferEncoding }
            guard !isVersion10 else { throw .transferEncodingInVersion10 }
            let head = head
            let text = head.span.extracting(coding)
            if text.isEqual(toLowercaseASCII: "chunked") {
                framing = .chunked
            } else {
                throw endsWithChunked(text) ? .transferCodingUnknown : .transferEncodingMalformed
            }
        } else if let length {
            // 15 digits: more than anybody sends, and no overflow.
            guard (1...15).contains(length.count) else { throw .contentLengthMalformed }
            var count = 0
            for index in length {
                guard head[index].isDigit else { throw .contentLengthMalformed }
                count = count * 10 + Int(head[index] - 0x30)
            }
            framing = .length(count)
        }
    }

    private func endsWithChunked(_ text: Span<UInt8>) -> Bool {
        guard text.count > 8 else { return false }
        let separator = text[text.count - 8]
        return text.extracting((text.count - 7)...).isEqual(toLowercaseASCII: "chunked")
            && (separator == 0x20 || separator == 0x2C || separator == 0x09)
    }

    private func readConnection(_ range: Range<Int>) {
        let head = head
        let options = head.span.extracting(range)
        var start = 0
        while start < options.count {
            var end = start
            while end < options.count, options[end] != UInt8(ascii: ",") { end += 1 }
            var lower = start
            var upper = end
            while lower < upper, options[lower] == 0x20 || options[lower] == 0x09 { lower += 1 }
            while upper > lower, options[upper - 1] == 0x20 || options[upper - 1] == 0x09 { upper -= 1 }
            let option = options.extracting(lower..<upper)
            if option.isEqual(toLowercaseASCII: "close") {
                closeWasAsked = true
            } else if isVersion10, option.isEqual(toLowercaseASCII: "keep-alive") {
                keepsAlive = true
            }
            start = end + 1
        }
        if closeWasAsked { keepsAlive = false }
    }

    private func readExpect(_ range: Range<Int>) throws(ParseFailure) {
        guard head.span.extracting(range).isEqual(toLowercaseASCII: "100-continue") else { throw .expectationUnknown }
        // A 1.0 client cannot wait for an interim answer (RFC 9110 §10.1.1).
        expectsContinue = !isVersion10
    }
}
