import Foundation

/// One line of the access log.
struct LogLine {
    /// The keys of every line, as the architecture lists them.
    static let keys: Set<String> = [
        "ts", "request_id", "listener", "remote_ip", "method", "host", "protocol", "path", "route", "api", "operation",
        "status", "error", "detail",
        "bytes_in", "bytes_out", "duration_us", "handler_us", "token_source", "token_fp", "app", "subject", "tls",
        "user_agent", "trace_id",
    ]

    let text: String
    let values: [String: Any]

    /// - Returns: `nil` when the text is no JSON object.
    init?(_ text: Substring) {
        self.text = String(text)
        guard let values = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] else {
            return nil
        }
        self.values = values
    }

    /// `nil` for null, and for what is no text.
    subscript(key: String) -> String? { values[key] as? String }

    func number(_ key: String) -> Int? { values[key] as? Int }
}
