internal import Kit

/// What a request would bring for an operation's input.
package struct BenchRequest: Sendable, CustomStringConvertible {
    package var pathValues: [(name: String, value: String)] = []
    package var query: [UInt8] = []
    package var contentType: String? = "application/json"
    package var body: [UInt8] = []

    package init() {}

    /// - Parameter body: JSON.
    package init(body: String) { self.body = Array(body.utf8) }

    /// For the message of a failed test.
    package var description: String {
        let path = pathValues.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        let texts = [
            path, String(decoding: query, as: UTF8.self), contentType ?? "", String(decoding: body, as: UTF8.self),
        ]
        return texts.filter { !$0.isEmpty }.joined(separator: " | ")
    }

    func withSource<Result>(
        _ use: (borrowing InputSource) throws(APIError) -> Result
    ) throws(APIError) -> Result {
        guard let contentType else {
            return try use(InputSource(pathValues: pathValues, query: query.span, contentType: nil, body: body))
        }
        let source = InputSource(
            pathValues: pathValues, query: query.span, contentType: contentType.utf8.span, body: body)
        return try use(source)
    }
}
