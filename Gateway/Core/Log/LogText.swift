import Kit
import System

/// How text gets into a log line: as a JSON string, with all escaped that could mislead who reads the line.
enum LogText {
    /// - Parameter text: bytes of any kind; what is not UTF-8 becomes U+FFFD.
    static func append(_ text: Span<UInt8>, to buffer: inout ByteBuffer) {
        guard VisibleText.mayHide(text) else { return JSON.appendString(text, to: &buffer) }
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        buffer.append(copying: bytes.span)
    }

    /// The same into an array.
    static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        var quoted: [UInt8] = []
        JSON.appendString(text, to: &quoted)
        VisibleText.append(quoted.span, to: &bytes)
    }
}
