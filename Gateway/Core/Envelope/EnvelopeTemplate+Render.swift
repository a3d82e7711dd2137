package import Kit

extension EnvelopeTemplate {
    /// Appends the answer around what an operation returned.
    /// - Parameter data: JSON text.
    package func append(data: [UInt8], status: Int, requestID: RequestID, to body: inout [UInt8]) {
        for piece in data.isJSONNull ? piecesWithout : piecesWith {
            switch piece {
            case .literal(let bytes): body.append(contentsOf: bytes)
            case .data: body.append(contentsOf: data)
            case .dataMembers(let afterComma): appendMembers(of: data, afterComma: afterComma, to: &body)
            default: Self.appendCommon(piece, status, requestID, to: &body)
            }
        }
    }

    private func appendMembers(of data: [UInt8], afterComma: Bool, to body: inout [UInt8]) {
        guard data.count > 2, data.first == UInt8(ascii: "{") else { return }
        if afterComma { body.append(UInt8(ascii: ",")) }
        body.append(contentsOf: data[1..<data.count - 1])
    }

    /// Appends the answer for an error.
    package func append(error: APIError, requestID: RequestID, to body: inout [UInt8]) {
        let pieces = error.brokenRules.isEmpty ? piecesWithout : piecesWith
        Self.append(pieces, error, message: error.message, requestID, to: &body)
    }

    private static func append(
        _ pieces: [Piece], _ error: APIError, message: String, _ requestID: RequestID, to body: inout [UInt8]
    ) {
        for piece in pieces {
            switch piece {
            case .literal(let bytes): body.append(contentsOf: bytes)
            case .code: JSON.appendString(error.code.name, to: &body)
            case .message: JSON.appendString(message, to: &body)
            case .fields:
                body.append(UInt8(ascii: "{"))
                appendFields(error, to: &body)
                body.append(UInt8(ascii: "}"))
            case .fieldMembers(let afterComma):
                if afterComma { body.append(UInt8(ascii: ",")) }
                appendFields(error, to: &body)
            case .eachMessage(let element): appendEach(element, error, requestID, to: &body)
            default: appendCommon(piece, error.code.status, requestID, to: &body)
            }
        }
    }

    private static func appendEach(
        _ element: [Piece], _ error: APIError, _ requestID: RequestID, to body: inout [UInt8]
    ) {
        guard !error.brokenRules.isEmpty else {
            return append(element, error, message: error.message, requestID, to: &body)
        }
        for (index, broken) in error.brokenRules.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            append(element, error, message: "\(broken.field) \(broken.rule)", requestID, to: &body)
        }
    }

    /// `"login":["is required"],"email":["…","…"]`: a field once, with all the rules it broke.
    private static func appendFields(_ error: APIError, to body: inout [UInt8]) {
        var order: [String] = []
        var rules: [String: [String]] = [:]
        for broken in error.brokenRules {
            if rules[broken.field] == nil { order.append(broken.field) }
            rules[broken.field, default: []].append(broken.rule)
        }
        for (index, field) in order.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            JSON.appendString(field, to: &body)
            body.append(UInt8(ascii: ":"))
            JSON.encode(rules[field] ?? [], into: &body)
        }
    }

    private static func appendCommon(_ piece: Piece, _ status: Int, _ requestID: RequestID, to body: inout [UInt8]) {
        switch piece {
        case .status: body.append(contentsOf: String(status).utf8)
        case .requestID:
            body.append(UInt8(ascii: "\""))
            requestID.append(to: &body)
            body.append(UInt8(ascii: "\""))
        default: preconditionFailure("the compiler let through a placeholder of the other kind")
        }
    }
}

extension [UInt8] {
    fileprivate var isJSONNull: Bool { count == 4 && self == Array("null".utf8) }
}
