import Kit
import System

/// How one request's line of the access log is written: every field by name, here and nowhere else, so that nothing
/// that is not listed can get in: no query, no body, and of the header fields only `Host`, `User-Agent` and the
/// request's ids.
struct AccessLogLine {
    /// The longest name of the DNS (RFC 1035 §2.3.4).
    private static let hostLimitBytes = 255

    private var timestamp: [UInt8] = []
    private var timestampSecond: Int64 = -1

    /// Appends the line of a request whose answer has been handed to the kernel, or whose client has gone.
    mutating func append(
        _ exchange: borrowing Exchange, wallMilliseconds: Int64, nowNanoseconds: UInt64, to lines: inout ByteBuffer
    ) {
        appendTimestamp(wallMilliseconds, to: &lines)
        appendRequest(exchange, exchange.head, to: &lines)
        appendAnswer(exchange, nowNanoseconds, to: &lines)
        appendCaller(exchange, to: &lines)
        lines.append("}\n")
    }

    /// `{"ts":"2026-11-21T09:45:00.` is made once a second.
    mutating func appendTimestamp(_ milliseconds: Int64, to lines: inout ByteBuffer) {
        if milliseconds / 1000 != timestampSecond {
            timestampSecond = milliseconds / 1000
            timestamp = Array("{\"ts\":\"".utf8)
            TimestampText.append(milliseconds: timestampSecond * 1000, to: &timestamp)
            timestamp.removeLast(4)
        }
        lines.append(copying: timestamp.span)
        let fraction = Int(milliseconds % 1000)
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction / 100))
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction / 10 % 10))
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction % 10))
    }

    private func appendRequest(
        _ exchange: borrowing Exchange, _ head: borrowing RequestHead, to lines: inout ByteBuffer
    ) {
        lines.append("Z\",\"request_id\":\"")
        exchange.facts.requestID.append(to: &lines)
        lines.append("\"")
        appendTarget(exchange, head, to: &lines)
    }

    /// What was asked for.
    func appendTarget(_ exchange: borrowing Exchange, _ head: borrowing RequestHead, to lines: inout ByteBuffer) {
        lines.append(",\"method\":")
        appendText(head.methodRange, head, to: &lines)
        lines.append(",\"host\":")
        appendHost(head, to: &lines)
        if let version = head.version {
            lines.append(",\"protocol\":\"")
            lines.append(copying: version.rawValue.utf8.span)
            lines.append("\",\"path\":")
        } else {
            lines.append(",\"protocol\":null,\"path\":")
        }
        appendPath(exchange, head, to: &lines)
        if let route = exchange.facts.route {
            let routeFields = route.logFields
            lines.append(copying: routeFields.span)
        } else {
            lines.append(",\"route\":null,\"api\":null,\"operation\":null")
        }
    }

    /// The path as it was sent, but for what is a secret, or without a route could be one.
    private func appendPath(_ exchange: borrowing Exchange, _ head: borrowing RequestHead, to lines: inout ByteBuffer) {
        if let shown = exchange.facts.maskedPath { return LogText.append(shown.span, to: &lines) }
        guard let secrets = exchange.facts.route?.bound.secretSegments, !secrets.isEmpty else {
            return appendText(head.pathRange, head, to: &lines)
        }
        let path = head.bytes.span.extracting(head.pathRange)
        LogText.append(SecretPaths.masked(path, segments: secrets).span, to: &lines)
    }

    /// The host asked for, without its port: the client's word, bounded. One that nobody serves is shown too, since a
    /// name that points here by mistake is what an operator looks for.
    private func appendHost(_ head: borrowing RequestHead, to lines: inout ByteBuffer) {
        let host = head.hostRange
        guard host.count > Self.hostLimitBytes else { return appendText(host, head, to: &lines) }
        var shown = Array(head.bytes[host.lowerBound..<host.lowerBound + Self.hostLimitBytes])
        shown.append(contentsOf: "...".utf8)
        LogText.append(shown.span, to: &lines)
    }

    private func appendAnswer(
        _ exchange: borrowing Exchange, _ nowNanoseconds: UInt64, to lines: inout ByteBuffer
    ) {
        lines.append(",\"status\":")
        lines.append(decimal: exchange.response.head.status)
        if let code = exchange.facts.errorCode {
            lines.append(",\"error\":\"")
            lines.append(copying: code.name.utf8.span)
            lines.append("\",\"detail\":\"")
            lines.append(copying: (exchange.facts.errorDetail ?? .operation).rawValue.utf8.span)
            lines.append("\",\"bytes_in\":")
        } else {
            lines.append(",\"error\":null,\"detail\":null,\"bytes_in\":")
        }
        lines.append(decimal: exchange.facts.bytesIn)
        lines.append(",\"bytes_out\":")
        lines.append(decimal: exchange.facts.bytesOut)
        lines.append(",\"duration_us\":")
        lines.append(
            decimal: max(0, Int(truncatingIfNeeded: nowNanoseconds &- exchange.facts.startedNanoseconds)) / 1000)
        lines.append(",\"handler_us\":")
        lines.append(decimal: Int(truncatingIfNeeded: exchange.facts.handlerNanoseconds) / 1000)
    }

    /// Who asked.
    func appendCaller(_ exchange: borrowing Exchange, to lines: inout ByteBuffer) {
        if let token = exchange.facts.token {
            lines.append(",\"token_source\":\"")
            lines.append(copying: token.source.rawValue.utf8.span)
            lines.append("\",\"token_fp\":")
            if let number = exchange.facts.tokenFingerprint {
                lines.append(UInt8(ascii: "\""))
                lines.append(hexadecimal: number)
                lines.append(UInt8(ascii: "\""))
            } else {
                lines.append("null")
            }
        } else {
            lines.append(",\"token_source\":null,\"token_fp\":null")
        }
        lines.append(",\"app\":")
        appendName((exchange.facts.app ?? exchange.facts.appDenial?.app)?.name, to: &lines)
        lines.append(",\"subject\":")
        appendName(exchange.facts.subject?.name, to: &lines)
        let peerFields = exchange.peer.logFields
        lines.append(copying: peerFields.span)
        lines.append(",\"user_agent\":")
        appendText(exchange.head.firstRange(.userAgent), exchange.head, to: &lines)
        lines.append(",\"trace_id\":")
        appendText(exchange.facts.traceIDRange, exchange.head, to: &lines)
    }

    private func appendName(_ name: String?, to lines: inout ByteBuffer) {
        guard let name else { return lines.append("null") }
        LogText.append(name.utf8.span, to: &lines)
    }

    private func appendText(_ range: Range<Int>?, _ head: borrowing RequestHead, to lines: inout ByteBuffer) {
        guard let range, !range.isEmpty else { return lines.append("null") }
        LogText.append(head.bytes.span.extracting(range), to: &lines)
    }
}
