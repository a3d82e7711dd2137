/// The bounds of a request's head, and of its content until the route says otherwise.
struct HTTPLimits: Sendable {
    let requestLineBytes: Int
    let fieldBytes: Int
    let headBytes: Int
    let fieldCount: Int

    init(_ limits: GatewayLimits) {
        self.init(
            requestLineBytes: limits.requestLineBytes, fieldBytes: limits.fieldBytes, headBytes: limits.headBytes,
            fieldCount: limits.fieldCount)
    }

    init(requestLineBytes: Int = 8192, fieldBytes: Int = 8192, headBytes: Int = 16_384, fieldCount: Int = 100) {
        self.requestLineBytes = requestLineBytes
        self.fieldBytes = fieldBytes
        self.headBytes = headBytes
        self.fieldCount = fieldCount
    }
}
