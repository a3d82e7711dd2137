import Kit
import System

/// How one request's line of the access log is written: every field by name, here and nowhere else, so that nothing
/// that is not listed can get in: no query, no header field but `User-Agent`, no body.
///
/// What stands between the values is kept as ready bytes.
struct AccessLogLine {
    private let requestID = Array("Z\",\"request_id\":\"".utf8)
    private let method = Array("\",\"method\":".utf8)
    private let path = Array(",\"path\":".utf8)
    private let noRoute = Array(",\"route\":null,\"api\":null,\"operation\":null".utf8)
    private let status = Array(",\"status\":".utf8)
    private let noError = Array(",\"error\":null,\"bytes_in\":".utf8)
    private let error = Array(",\"error\":\"".utf8)
    private let bytesIn = Array("\",\"bytes_in\":".utf8)
    private let bytesOut = Array(",\"bytes_out\":".utf8)
    private let duration = Array(",\"duration_us\":".utf8)
    private let handler = Array(",\"handler_us\":".utf8)
    private let tokenSource = Array(",\"token_source\":\"".utf8)
    private let fingerprint = Array("\",\"token_fp\":".utf8)
    private let noToken = Array(",\"token_source\":null,\"token_fp\":null".utf8)
    private let app = Array(",\"app\":".utf8)
    private let subject = Array(",\"subject\":".utf8)
    private let userAgent = Array(",\"user_agent\":".utf8)
    private let traceID = Array(",\"trace_id\":".utf8)
    private let end = Array("}\n".utf8)
    private let null = Array("null".utf8)
    private let mask = Array("****".utf8)
    private var timestamp: [UInt8] = []
    private var timestampSecond: Int64 = -1

    /// Appends the line of a request whose answer has been handed to the kernel, or whose client has gone.
    mutating func append(
        _ exchange: borrowing Exchange, wallMilliseconds: Int64, nowNanoseconds: UInt64, to lines: inout [UInt8]
    ) {
        appendTimestamp(wallMilliseconds, to: &lines)
        appendRequest(exchange, exchange.head, to: &lines)
        appendAnswer(exchange, nowNanoseconds, to: &lines)
        appendCaller(exchange, to: &lines)
        lines.append(contentsOf: exchange.peer.logFields)
        lines.append(contentsOf: userAgent)
        appendText(exchange.head.firstRange(.userAgent), exchange.head, to: &lines)
        lines.append(contentsOf: traceID)
        appendText(exchange.facts.traceIDRange, exchange.head, to: &lines)
        lines.append(contentsOf: end)
    }

    /// `{"ts":"2026-11-21T09:45:00.` is made once a second.
    private mutating func appendTimestamp(_ milliseconds: Int64, to lines: inout [UInt8]) {
        if milliseconds / 1000 != timestampSecond {
            timestampSecond = milliseconds / 1000
            timestamp = Array("{\"ts\":\"".utf8)
            TimestampText.append(milliseconds: timestampSecond * 1000, to: &timestamp)
            timestamp.removeLast(4)
        }
        lines.append(contentsOf: timestamp)
        let fraction = Int(milliseconds % 1000)
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction / 100))
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction / 10 % 10))
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction % 10))
    }

    private func appendRequest(_ exchange: borrowing Exchange, _ head: borrowing RequestHead, to lines: inout [UInt8]) {
        lines.append(contentsOf: requestID)
        exchange.facts.requestID.append(to: &lines)
        lines.append(contentsOf: method)
        appendText(head.methodRange, head, to: &lines)
        lines.append(contentsOf: path)
        appendPath(exchange, head, to: &lines)
        lines.append(contentsOf: exchange.facts.route?.logFields ?? noRoute)
    }

    /// The path as it was sent, but for the segments that are secrets. Without a route all that may be one is cut off.
    private func appendPath(_ exchange: borrowing Exchange, _ head: borrowing RequestHead, to lines: inout [UInt8]) {
        let path = head.bytes.span.extracting(head.pathRange)
        var masked: [UInt8] = []
        if exchange.facts.route == nil, let first = exchange.facts.firstSecretSegment {
            let secret = path.pathSegment(number: first) ?? 1..<1
            masked.append(copying: path.extracting(..<secret.lowerBound))
            masked += mask
            if path[path.count - 1] == UInt8(ascii: "/") { masked.append(UInt8(ascii: "/")) }
            return JSON.appendString(masked.span, to: &lines)
        }
        let secrets = exchange.facts.route?.bound.secretSegments ?? []
        if secrets.isEmpty { return appendText(head.pathRange, head, to: &lines) }
        var written = 0
        for number in secrets {
            guard let secret = path.pathSegment(number: number) else { continue }
            masked.append(copying: path.extracting(written..<secret.lowerBound))
            masked += mask
            written = secret.upperBound
        }
        masked.append(copying: path.extracting(written...))
        JSON.appendString(masked.span, to: &lines)
    }

    private func appendAnswer(
        _ exchange: borrowing Exchange, _ nowNanoseconds: UInt64, to lines: inout [UInt8]
    ) {
        lines.append(contentsOf: status)
        lines.append(decimal: exchange.response.head.status)
        if let code = exchange.facts.errorCode {
            lines.append(contentsOf: error)
            lines.append(contentsOf: code.name.utf8)
            lines.append(contentsOf: bytesIn)
        } else {
            lines.append(contentsOf: noError)
        }
        lines.append(decimal: exchange.facts.bytesIn)
        lines.append(contentsOf: bytesOut)
        lines.append(decimal: exchange.facts.bytesOut)
        lines.append(contentsOf: duration)
        lines.append(
            decimal: max(0, Int(truncatingIfNeeded: nowNanoseconds &- exchange.facts.startedNanoseconds)) / 1000)
        lines.append(contentsOf: handler)
        lines.append(decimal: Int(truncatingIfNeeded: exchange.facts.handlerNanoseconds) / 1000)
    }

    private func appendCaller(_ exchange: borrowing Exchange, to lines: inout [UInt8]) {
        if let token = exchange.facts.token {
            lines.append(contentsOf: tokenSource)
            lines.append(contentsOf: token.source.rawValue.utf8)
            lines.append(contentsOf: fingerprint)
            if let number = exchange.facts.tokenFingerprint {
                lines.append(UInt8(ascii: "\""))
                lines.append(hexadecimal: number)
                lines.append(UInt8(ascii: "\""))
            } else {
                lines.append(contentsOf: null)
            }
        } else {
            lines.append(contentsOf: noToken)
        }
        lines.append(contentsOf: app)
        appendName(exchange.facts.app?.name, to: &lines)
        lines.append(contentsOf: subject)
        appendName(exchange.facts.subject?.name, to: &lines)
    }

    private func appendName(_ name: String?, to lines: inout [UInt8]) {
        guard let name else { return lines.append(contentsOf: null) }
        JSON.appendString(name, to: &lines)
    }

    private func appendText(_ range: Range<Int>?, _ head: borrowing RequestHead, to lines: inout [UInt8]) {
        guard let range, !range.isEmpty else { return lines.append(contentsOf: null) }
        JSON.appendString(head.bytes.span.extracting(range), to: &lines)
    }
}
