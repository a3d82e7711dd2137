import Kit

/// Whom to call, with which code, and what to tell of it.
struct CreateOrder: OperationInput {
    let phone: Phone
    /// The app's own code; `nil` asks for a random one.
    let code: OneTimeCode?
    let fields: AnswerFields?

    static let queryFields = ["fields"]
}

/// What an answer is to have beside its usual keys: `code.value`, the only name there is.
struct AnswerFields: CheckedText {
    static let placeholder = AnswerFields(unchecked: "code.value")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        guard names.allSatisfy({ $0 == "code.value" }) else {
            throw BrokenRule("must be a list of names, separated by commas; the only name is code.value")
        }
        self.text = text
    }
}

/// `{"id":…,"cid":{"prefix":…,"mask":…},"code":{"len":4,"value":…}}`; `value` only where it is to be told.
struct CreatedOrder: Encodable, Sendable {
    struct CallerID: Encodable, Sendable {
        let prefix: CallerPrefix
        let mask: String
    }

    struct Code: Encodable, Sendable {
        let len = OneTimeCode.digitCount
        let value: OneTimeCode?
    }

    let id: OrderID
    let cid: CallerID
    let code: Code
}

/// What the telephony provider gets.
struct OrderedCall: Encodable {
    let orderID: OrderID
    let phone: Phone
    let callerNumber: CallerNumber

    private enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case phone
        case callerNumber = "caller_number"
    }
}

extension CallUp {
    /// The order and its call are committed together, or neither is.
    func createOrder(_ input: CreateOrder, _ call: borrowing WriteCall) throws(APIError) -> CreatedOrder {
        let app = try call.caller.knownApp()
        try ordersOfPhone.take("\(input.phone.text) \(app.name)", call)
        let order = Order(
            id: .random(), code: input.code ?? .random(),
            expiresAt: call.now.adding(seconds: orderLifetimeSeconds))
        let number = CallerNumber(prefix: .random(of: prefixes), code: order.code)
        try call.store.insert(order, of: app, at: call.now)
        try call.outbox.add(
            Delivery(
                to: calls, key: input.phone.text,
                body: OrderedCall(orderID: order.id, phone: input.phone, callerNumber: number),
                secretKeys: ["caller_number"], deadline: order.expiresAt))
        let showsCode = input.code != nil || input.fields != nil
        return CreatedOrder(
            id: order.id, cid: .init(prefix: number.prefix, mask: number.mask),
            code: .init(value: showsCode ? order.code : nil))
    }
}
