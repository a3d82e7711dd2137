import Kit
import System

/// Lines of sockets: one for each event, and one for the end of a connection. What they have in common with the line of
/// the request that opened it is written once, when it is opened.
extension AccessLogLine {
    /// What was asked for by the request that opens a socket, as its lines have it.
    func targetFields(of exchange: borrowing Exchange) -> [UInt8] {
        var fields = ByteBuffer()
        appendTarget(exchange, exchange.head, to: &fields)
        return fields.copied
    }

    /// Who asked, as the lines of the socket have it.
    func callerFields(of exchange: borrowing Exchange) -> [UInt8] {
        var fields = ByteBuffer()
        appendCaller(exchange, to: &fields)
        return fields.copied
    }

    /// Appends the line of an event.
    mutating func append(
        _ event: SocketEventRecord, of origin: borrowing SocketOrigin, wallMilliseconds: Int64, nowNanoseconds: UInt64,
        to lines: inout ByteBuffer
    ) {
        appendStart(event.requestID, origin, wallMilliseconds, to: &lines)
        lines.append(",\"event\":")
        if let name = event.event { LogText.append(name.utf8.span, to: &lines) } else { lines.append("null") }
        lines.append(",\"status\":")
        lines.append(decimal: event.error?.code.status ?? 200)
        append(event.error?.code, event.error?.detail, to: &lines)
        append(
            bytesIn: event.bytesIn, bytesOut: event.bytesOut, since: event.startedNanoseconds, nowNanoseconds, &lines)
        lines.append(",\"handler_us\":")
        lines.append(decimal: Int(truncatingIfNeeded: event.handlerNanoseconds) / 1000)
        lines.append(copying: origin.callerFields.span)
        lines.append("}\n")
    }

    /// Appends the line of a connection's end.
    mutating func append(
        _ end: SocketEndRecord, of origin: borrowing SocketOrigin, wallMilliseconds: Int64, nowNanoseconds: UInt64,
        to lines: inout ByteBuffer
    ) {
        appendStart(origin.requestID, origin, wallMilliseconds, to: &lines)
        lines.append(",\"event\":null,\"status\":101,\"close_code\":")
        lines.append(decimal: Int(end.end.code))
        append(end.end.error, end.end.detail, to: &lines)
        lines.append(",\"messages_in\":")
        lines.append(decimal: end.messagesIn)
        lines.append(",\"messages_out\":")
        lines.append(decimal: end.messagesOut)
        append(bytesIn: end.bytesIn, bytesOut: end.bytesOut, since: end.startedNanoseconds, nowNanoseconds, &lines)
        lines.append(copying: origin.callerFields.span)
        lines.append("}\n")
    }

    private mutating func appendStart(
        _ requestID: RequestID, _ origin: borrowing SocketOrigin, _ wallMilliseconds: Int64, to lines: inout ByteBuffer
    ) {
        appendTimestamp(wallMilliseconds, to: &lines)
        lines.append("Z\",\"request_id\":\"")
        requestID.append(to: &lines)
        lines.append("\"")
        lines.append(copying: origin.targetFields.span)
        lines.append(",\"transport\":\"websocket\",\"connection\":\"")
        origin.requestID.append(to: &lines)
        lines.append("\"")
    }

    private func append(_ error: ErrorCode?, _ detail: ErrorDetail?, to lines: inout ByteBuffer) {
        guard let error else { return lines.append(",\"error\":null,\"detail\":null") }
        lines.append(",\"error\":\"")
        lines.append(copying: error.name.utf8.span)
        lines.append("\",\"detail\":\"")
        lines.append(copying: (detail ?? .operation).rawValue.utf8.span)
        lines.append("\"")
    }

    private func append(
        bytesIn: Int, bytesOut: Int, since started: UInt64, _ nowNanoseconds: UInt64, _ lines: inout ByteBuffer
    ) {
        lines.append(",\"bytes_in\":")
        lines.append(decimal: bytesIn)
        lines.append(",\"bytes_out\":")
        lines.append(decimal: bytesOut)
        lines.append(",\"duration_us\":")
        lines.append(decimal: max(0, Int(truncatingIfNeeded: nowNanoseconds &- started)) / 1000)
    }
}

extension ByteBuffer {
    fileprivate var copied: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(copying: span)
        return bytes
    }
}
