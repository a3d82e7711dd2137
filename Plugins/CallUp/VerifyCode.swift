import Kit

/// An order, and the code that the user read off the call.
struct VerifyCode: OperationInput {
    /// Any text: what is no UUID is no order's.
    let orderID: String
    let orderCode: OneTimeCode

    static let pathFields = ["order_id", "order_code"]
    static let secretPathFields = ["order_code"]
    static let bodyFormats: [BodyFormat] = []

    private enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case orderCode = "order_code"
    }
}

/// `{"success":true}`
struct VerifiedCode: Encodable, Sendable {
    let success = true
}

extension CallUp {
    /// On the writer, so that of two right codes at once the second finds the order used.
    func verifyCode(_ input: VerifyCode, _ call: borrowing WriteCall) throws(APIError) -> VerifiedCode {
        let app = try call.caller.knownApp()
        guard let id = OrderID(input.orderID), let order = try call.store.reading.order(id, of: app) else {
            throw APIError(.orderUnknown)
        }
        if order.isUsed { throw APIError(.orderUsed) }
        if order.expiresAt <= call.now { throw APIError(.orderExpired) }
        if order.wrongCodeCount >= wrongCodeLimit { throw APIError(.orderLocked) }
        guard order.code.matches(input.orderCode) else {
            try call.store.countWrongCode(id)
            throw APIError(.codeWrong).keepingWrites
        }
        try call.store.markUsed(id)
        return VerifiedCode()
    }
}
