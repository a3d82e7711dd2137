public import Kit

/// Codes that are spoken by a phone call: the last four digits of the number that rings. What it promises stands in
/// `API.md`.
public struct CallUp: Plugin {
    /// `callup`
    public static let id: PluginID = "callup"
    /// What an order or a code may be answered beside the gateway's own errors.
    public static let errorCodes: [ErrorCode] = [
        .orderTooMany, .orderUnknown, .orderUsed, .orderExpired, .orderLocked, .codeWrong,
    ]

    let settings: Settings
    /// Orders of one app for one phone.
    let ordersOfPhone: DurableLimit
    /// To the telephony provider.
    let calls: OutboxChannel

    /// Needs nothing of the host.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        self.settings = settings
        ordersOfPhone = DurableLimit(
            "orders", count: settings.orderLimit, windowSeconds: settings.orderWindowSeconds, code: .orderTooMany)
        calls = OutboxChannel("calls", provider: settings.provider)
    }

    /// Orders, and how many a phone has had.
    public var schema: [Migration] { CallUpStore.schema }

    /// As the API's document has them.
    public var operations: [Operation] {
        [
            .writing("createOrder", createOrder),
            .writing("verifyCode", verifyCode),
        ]
    }

    /// The calls.
    public var channels: [OutboxChannel] { [calls] }
}
