internal import Core
internal import Kit
internal import System

/// What a request would bring for an operation's input.
package struct BenchRequest: Sendable, CustomStringConvertible {
    package var pathValues: [(name: String, value: String)] = []
    package var query: [UInt8] = []
    package var contentType: String? = "application/json"
    package var body: [UInt8] = []

    package init() {}

    /// - Parameter body: JSON.
    package init(body: String) { self.body = Array(body.utf8) }

    /// A form with one file.
    package init(file: [UInt8], as name: String, type: String) {
        contentType = "multipart/form-data; boundary=b"
        let disposition = "Content-Disposition: form-data; name=\"\(name)\"; filename=\"f\""
        body = Array("--b\r\n\(disposition)\r\nContent-Type: \(type)\r\n\r\n".utf8)
        body += file + Array("\r\n--b--\r\n".utf8)
    }

    /// For the message of a failed test.
    package var description: String {
        let path = pathValues.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        let texts = [
            path, String(decoding: query, as: UTF8.self), contentType ?? "", String(decoding: body, as: UTF8.self),
        ]
        return texts.filter { !$0.isEmpty }.joined(separator: " | ")
    }

    /// What the gateway makes of a form with files; `nil` when the body is none.
    func receive(in folder: FileFolder?) throws(APIError) -> ReceivedForm? {
        guard let folder, let contentType, contentType.hasPrefix("multipart/form-data"), !body.isEmpty else {
            return nil
        }
        let isAwake = Signal()
        let form = try FormBody(contentType: Array(contentType.utf8), folder: folder) { isAwake.notify() }
        if form.append(body.span) == .waits { isAwake.wait() }
        while true {
            if let received = try form.finish() { return received }
            isAwake.wait()
        }
    }

    func withSource<Result>(
        _ form: ReceivedForm?, _ use: (borrowing InputSource) throws(APIError) -> Result
    ) throws(APIError) -> Result {
        guard let contentType else {
            return try use(
                InputSource(pathValues: pathValues, query: query.span, contentType: nil, body: body, form: form))
        }
        let source = InputSource(
            pathValues: pathValues, query: query.span, contentType: contentType.utf8.span, body: body,
            form: form)
        return try use(source)
    }
}
