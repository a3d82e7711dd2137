import Kit
import System

/// One loop's access-log lines: one JSON object for each answered request, gathered and handed over in batches.
///
/// Fields are written by name here and nowhere else, so nothing that is not listed can get in: no query, no field
/// value but `User-Agent`, no body.
final class AccessLog {
    private static let batchBytes = 64 * 1024
    /// A line waits at most so long before it is handed to the writer.
    private static let delayNanoseconds: UInt64 = 50_000_000

    private let writer: LogWriter?
    private var lines: [UInt8] = []
    private var lineCount = 0
    /// When the lines that wait must be handed over; `nil` when none wait.
    private(set) var dueNanoseconds: UInt64?
    private var timestampPrefix: [UInt8] = []
    private var timestampSecond: Int64 = -1

    /// - Parameter writer: `nil` when the access log is switched off.
    init(_ writer: LogWriter?) { self.writer = writer }

    /// Adds the line of a request whose answer has been handed to the kernel, or whose client has gone.
    func add(_ exchange: Exchange, on connection: Connection, nowNanoseconds: UInt64) {
        guard writer != nil else { return }
        appendTimestamp()
        appendRequest(exchange, connection)
        appendAnswer(exchange, nowNanoseconds)
        appendCaller(exchange)
        lines.append(contentsOf: connection.logFields)
        appendClient(exchange)
        lines.append(contentsOf: "}\n".utf8)
        lineCount += 1
        if dueNanoseconds == nil { dueNanoseconds = nowNanoseconds + Self.delayNanoseconds }
        if lines.count >= Self.batchBytes { flush() }
    }

    /// Hands the lines over when it is time.
    func flushIfDue(nowNanoseconds: UInt64) {
        if let dueNanoseconds, dueNanoseconds <= nowNanoseconds { flush() }
    }

    /// Hands over what waits.
    func flush() {
        guard lineCount > 0 else { return }
        writer?.append(lines, lineCount: lineCount)
        lines = []
        lines.reserveCapacity(4096)
        lineCount = 0
        dueNanoseconds = nil
    }
}

// MARK: The line

extension AccessLog {
    private func appendTimestamp() {
        let milliseconds = Clock.wallMilliseconds()
        if milliseconds / 1000 != timestampSecond {
            timestampSecond = milliseconds / 1000
            timestampPrefix = Array("{\"ts\":\"".utf8)
            TimestampText.append(milliseconds: timestampSecond * 1000, to: &timestampPrefix)
            timestampPrefix.removeLast(4)
        }
        lines.append(contentsOf: timestampPrefix)
        let fraction = Int(milliseconds % 1000)
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction / 100))
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction / 10 % 10))
        lines.append(UInt8(truncatingIfNeeded: 0x30 + fraction % 10))
    }

    private func appendRequest(_ exchange: Exchange, _ connection: Connection) {
        lines.append(contentsOf: "Z\",\"request_id\":\"".utf8)
        exchange.requestID.append(to: &lines)
        lines.append(contentsOf: "\",\"method\":".utf8)
        let request = exchange.request
        appendText(request.methodRange, of: request)
        lines.append(contentsOf: ",\"path\":".utf8)
        appendText(request.pathRange, of: request)
        lines.append(UInt8(ascii: ","))
        if let route = exchange.route {
            lines.append(contentsOf: route.logFields)
        } else {
            lines.append(contentsOf: "\"route\":null,\"api\":null,\"operation\":null".utf8)
        }
    }

    private func appendText(_ range: Range<Int>, of request: Request) {
        guard !range.isEmpty else { return lines.append(contentsOf: "null".utf8) }
        let head = request.head
        JSON.appendString(head.span.extracting(range), to: &lines)
    }

    private func appendAnswer(_ exchange: Exchange, _ nowNanoseconds: UInt64) {
        appendNumber("\"status\":", exchange.status)
        if let code = exchange.errorCode {
            lines.append(contentsOf: ",\"error\":\"".utf8)
            lines.append(contentsOf: code.name.utf8)
            lines.append(UInt8(ascii: "\""))
        } else {
            lines.append(contentsOf: ",\"error\":null".utf8)
        }
        appendNumber("\"bytes_in\":", exchange.request.bytesIn)
        appendNumber("\"bytes_out\":", exchange.bytesOut)
        appendNumber("\"duration_us\":", Int(nowNanoseconds &- exchange.startedNanoseconds) / 1000)
        appendNumber("\"handler_us\":", Int(exchange.handlerNanoseconds) / 1000)
    }

    private func appendNumber(_ key: StaticString, _ number: Int) {
        lines.append(UInt8(ascii: ","))
        lines.append(key)
        lines.append(decimal: number)
    }

    private func appendCaller(_ exchange: Exchange) {
        if let token = exchange.token {
            lines.append(contentsOf: ",\"token_source\":\"".utf8)
            lines.append(contentsOf: token.source.rawValue.utf8)
            lines.append(contentsOf: "\",\"token_fp\":".utf8)
            appendFingerprint(exchange.tokenFingerprint)
        } else {
            lines.append(contentsOf: ",\"token_source\":null,\"token_fp\":null".utf8)
        }
        appendOptional(",\"app\":", exchange.app?.name)
        appendOptional(",\"subject\":", exchange.subject?.name)
    }

    private func appendFingerprint(_ fingerprint: UInt64?) {
        guard let fingerprint else { return lines.append(contentsOf: "null".utf8) }
        lines.append(UInt8(ascii: "\""))
        lines.append(hexadecimal: fingerprint)
        lines.append(UInt8(ascii: "\""))
    }

    private func appendOptional(_ key: StaticString, _ text: String?) {
        lines.append(key)
        guard let text else { return lines.append(contentsOf: "null".utf8) }
        JSON.appendString(text, to: &lines)
    }

    private func appendClient(_ exchange: Exchange) {
        let request = exchange.request
        lines.append(contentsOf: ",\"user_agent\":".utf8)
        appendText(request.firstRange(.userAgent) ?? 0..<0, of: request)
        lines.append(contentsOf: ",\"trace_id\":".utf8)
        appendText(exchange.traceIDRange ?? 0..<0, of: request)
    }
}
