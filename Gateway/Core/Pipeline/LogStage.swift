import System

/// One loop's access-log lines: one JSON object for each answered request, gathered and handed over in batches.
final class LogStage {
    private static let batchBytes = 64 * 1024
    /// A line waits at most so long before it is handed to the writer.
    private static let delayNanoseconds: UInt64 = 50_000_000

    private let writer: LogWriter?
    private var line = AccessLogLine()
    private var lines = ByteBuffer()
    private var lineCount = 0
    /// When the lines that wait must be handed over; `nil` when none wait.
    private(set) var dueNanoseconds: UInt64?

    /// - Parameter writer: `nil` when the access log is switched off.
    init(_ writer: LogWriter?) { self.writer = writer }

    /// Adds the line of a request whose answer has been handed to the kernel, or whose client has gone.
    /// - Parameter wallMilliseconds: since 1970.
    func add(_ exchange: borrowing Exchange, nowNanoseconds: UInt64, wallMilliseconds: Int64) {
        guard writer != nil else { return }
        line.append(
            exchange, wallMilliseconds: wallMilliseconds, nowNanoseconds: nowNanoseconds, to: &lines)
        noteLine(nowNanoseconds)
    }

    /// Adds the line of an event.
    func add(
        _ record: SocketEventRecord, of origin: SocketOrigin, nowNanoseconds: UInt64, wallMilliseconds: Int64
    ) {
        guard writer != nil else { return }
        line.append(
            record, of: origin, wallMilliseconds: wallMilliseconds, nowNanoseconds: nowNanoseconds, to: &lines)
        noteLine(nowNanoseconds)
    }

    /// Adds the line of a socket's end.
    func add(_ record: SocketEndRecord, of origin: SocketOrigin, nowNanoseconds: UInt64, wallMilliseconds: Int64) {
        guard writer != nil else { return }
        line.append(
            record, of: origin, wallMilliseconds: wallMilliseconds, nowNanoseconds: nowNanoseconds, to: &lines)
        noteLine(nowNanoseconds)
    }

    /// What all lines of a socket have in common: what was asked for, and by whom.
    func socketFields(of exchange: borrowing Exchange) -> (target: [UInt8], caller: [UInt8]) {
        guard writer != nil else { return ([], []) }
        return (line.targetFields(of: exchange), line.callerFields(of: exchange))
    }

    private func noteLine(_ nowNanoseconds: UInt64) {
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
        var batch: [UInt8] = []
        batch.append(copying: lines.span)
        writer?.append(batch, lineCount: lineCount)
        // A loop that has little to do needs little memory.
        if lineCount > 100 { lines.removeAll() } else { lines.release() }
        lineCount = 0
        dueNanoseconds = nil
    }
}
