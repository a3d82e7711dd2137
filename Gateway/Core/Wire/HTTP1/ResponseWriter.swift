/// Writes answers: one per loop, since it keeps the current date as text. No answer says which software wrote it.
package struct ResponseWriter: Sendable {
    /// The whole interim answer that lets a client send its content (RFC 9110 §15.2.1).
    package static let continueAnswer = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private static let lengthStart = Array("Content-Length: ".utf8)
    /// Answers hold what belongs to one caller, and no field tells a cache who that is (RFC 9111 §3).
    private static let dateStart = Array("\r\nCache-Control: no-store\r\nDate: ".utf8)
    private static let requestIDStart = Array("\r\nX-Request-Id: ".utf8)
    private static let retryAfterStart = Array("Retry-After: ".utf8)
    private static let rateLimitStart = Array("RateLimit: \"default\";r=".utf8)
    private static let rateLimitReset = Array(";t=".utf8)
    private static let connectionClose = Array("Connection: close\r\n".utf8)
    private static let connectionKeepAlive = Array("Connection: keep-alive\r\n".utf8)
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    private var second: Int64
    /// The fields that every answer has, between Content-Length and the request id: `Cache-Control`, `Date`,
    /// and the next name.
    private var dateFields: [UInt8] = []

    /// - Parameter seconds: now, since 1970-01-01T00:00:00Z.
    package init(secondsSinceEpoch seconds: Int64) {
        second = seconds
        dateFields = Self.makeDateFields(seconds)
    }

    /// Sets the date of the answers to come (RFC 9110 §6.6.1); free when the second is the same.
    package mutating func setDate(secondsSinceEpoch seconds: Int64) {
        guard seconds != second else { return }
        second = seconds
        dateFields = Self.makeDateFields(seconds)
    }

    private static func makeDateFields(_ seconds: Int64) -> [UInt8] {
        var bytes = dateStart
        HTTPDate(secondsSinceEpoch: seconds).append(to: &bytes)
        bytes.append(contentsOf: requestIDStart)
        return bytes
    }

    /// Appends a whole answer.
    /// - Parameter body: the content; only its length is used for HEAD, and nothing of it for 204 and 304.
    package func append(_ head: ResponseHead, body: Span<UInt8>, to output: inout [UInt8]) {
        StatusLine.append(head.status, to: &output)
        if head.mayHaveContent {
            if let contentType = head.contentType { output.append(contentsOf: contentType.line) }
            output.append(contentsOf: Self.lengthStart)
            Self.appendDecimal(body.count, to: &output)
            output.append(contentsOf: dateFields)
        } else {
            // Without a length before it, the line end that begins these fields is the status line's own.
            output.append(contentsOf: dateFields[2...])
        }
        head.requestID.append(to: &output)
        output.append(contentsOf: Self.lineEnd)
        appendRare(head, to: &output)
        output.append(contentsOf: Self.lineEnd)
        if head.mayHaveContent, !head.isAnswerToHead { output.append(copying: body) }
    }

    /// What only some answers have.
    private func appendRare(_ head: ResponseHead, to output: inout [UInt8]) {
        if let seconds = head.retryAfterSeconds {
            output.append(contentsOf: Self.retryAfterStart)
            Self.appendDecimal(seconds, to: &output)
            output.append(contentsOf: Self.lineEnd)
        }
        if let (policy, verdict) = head.rateLimit {
            output.append(contentsOf: policy.line)
            if let verdict { appendRateLimit(verdict, to: &output) }
        }
        for field in head.extras { output.append(contentsOf: field.line) }
        if !head.keepsAlive {
            output.append(contentsOf: Self.connectionClose)
        } else if head.isVersion10 {
            output.append(contentsOf: Self.connectionKeepAlive)
        }
    }

    /// `RateLimit: "default";r=50;t=30` (draft-ietf-httpapi-ratelimit-headers): the requests that remain, and the
    /// seconds until all are given back; in a refusal those of `Retry-After`, as the draft wants it.
    private func appendRateLimit(_ verdict: RateVerdict, to output: inout [UInt8]) {
        output.append(contentsOf: Self.rateLimitStart)
        Self.appendDecimal(verdict.remaining, to: &output)
        output.append(contentsOf: Self.rateLimitReset)
        Self.appendDecimal(verdict.resetSeconds, to: &output)
        output.append(contentsOf: Self.lineEnd)
    }

    private static func appendDecimal(_ number: Int, to output: inout [UInt8]) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = max(0, number)
        repeat {
            start -= 1
            digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        output.append(copying: digits.span.extracting(start..<20))
    }
}
