/// A request that `gateway explain` is asked about, as a client would send it.
package struct SampleRequest: Sendable {
    /// As typed; the parser judges it.
    package let method: String
    /// The request target: a path with its query, `*`, or an absolute form.
    package let target: String
    /// Header fields as `Name: value`, in order. Without a Host among them, `host` is sent.
    package let fields: [String]
    package let host: String
    /// `nil`: the request has no content.
    package let body: [UInt8]?

    package init(
        method: String, target: String, fields: [String] = [], host: String = "localhost", body: [UInt8]? = nil
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.host = host
        self.body = body
    }

    /// The same with another method.
    func with(method: String) -> SampleRequest {
        SampleRequest(method: method, target: target, fields: fields, host: host, body: body)
    }

    /// The request on the wire (RFC 9112 §2.1).
    var bytes: [UInt8] {
        var lines = ["\(method) \(target) HTTP/1.1"]
        if !has("host") { lines.append("Host: \(host)") }
        lines += fields
        if let body, !has("content-length"), !has("transfer-encoding") {
            lines.append("Content-Length: \(body.count)")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }

    private func has(_ name: String) -> Bool { fields.contains { $0.lowercased().hasPrefix(name + ":") } }
}
