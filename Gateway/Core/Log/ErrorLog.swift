package import Kit
import System

/// What an operator must know beside the requests: one JSON object a line on standard error, in the access log's form.
///
/// Only names, numbers and sentences of the program's own get in. Should anything else, it is escaped as in the access
/// log.
package final class ErrorLog: Sendable {
    /// How urgent it is.
    package enum Level: String, Sendable {
        case info
        case warning
        case error
    }

    private static let pauseNanoseconds: UInt64 = 10_000_000_000

    private let writer: LogWriter
    /// When each event was last added by `addSeldom`.
    private let recent = Lock<[String: UInt64]>([:])

    package init(_ writer: LogWriter) { self.writer = writer }

    /// Adds a line. From any thread; never waits.
    /// - Parameters:
    ///   - event: its stable name, e.g. `gateway.ready`.
    ///   - message: one sentence.
    ///   - requestID: the request it is about.
    package func add(_ level: Level, _ event: String, _ message: String, requestID: RequestID? = nil) {
        writer.append(Self.bytes(level, event, message, requestID), lineCount: 1)
    }

    /// The line by itself, with its end.
    package static func line(_ level: Level, _ event: String, _ message: String) -> String {
        String(decoding: bytes(level, event, message, nil), as: UTF8.self)
    }

    private static func bytes(
        _ level: Level, _ event: String, _ message: String, _ requestID: RequestID?
    ) -> [UInt8] {
        var line: [UInt8] = Array("{\"ts\":\"".utf8)
        TimestampText.append(milliseconds: Clock.wallMilliseconds(), to: &line)
        line.append(contentsOf: "\",\"level\":\"\(level.rawValue)\",\"event\":".utf8)
        LogText.append(event.utf8.span, to: &line)
        line.append(contentsOf: ",\"message\":".utf8)
        LogText.append(message.utf8.span, to: &line)
        if let requestID {
            line.append(contentsOf: ",\"request_id\":\"".utf8)
            requestID.append(to: &line)
            line.append(UInt8(ascii: "\""))
        }
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    /// The same, but at most once in ten seconds for one event: for what a flood of clients can cause.
    /// - Parameter nowNanoseconds: of the clock that is never set.
    package func addSeldom(
        _ level: Level, _ event: String, _ message: String, requestID: RequestID? = nil,
        nowNanoseconds: UInt64 = Clock.monotonicNanoseconds()
    ) {
        let isDue = recent.withLock { recent in
            if let last = recent[event], nowNanoseconds < last + Self.pauseNanoseconds { return false }
            recent[event] = nowNanoseconds
            return true
        }
        if isDue { add(level, event, message, requestID: requestID) }
    }
}
