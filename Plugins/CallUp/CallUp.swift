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

    let orderLifetimeSeconds: Int64
    /// Wrong codes after which an order takes no more.
    let wrongCodeLimit: Int
    /// What the numbers begin with that calls come from.
    let prefixes: [CallerPrefix]
    /// Orders of one app for one phone.
    let ordersOfPhone: DurableLimit
    /// To the telephony provider.
    let calls: OutboxChannel

    /// Needs nothing of the host.
    public init(settings: Settings, host: PluginHost) throws(ConfigError) {
        orderLifetimeSeconds = Int64(settings.orderLifetimeSeconds)
        wrongCodeLimit = settings.wrongCodeLimit
        prefixes = settings.prefixes
        ordersOfPhone = DurableLimit(
            "orders", count: settings.orderLimit, windowSeconds: settings.orderWindowSeconds, code: .orderTooMany)
        calls = OutboxChannel("calls", provider: settings.provider)
    }

    /// Orders, and how many a phone has had.
    public var schema: [Migration] { CallUpStore.schema }

    /// As the API's document has them.
    public static var operations: [Operation<CallUp>] {
        [
            .writing("createOrder", needs: .app, createOrder),
            .writing("verifyCode", needs: .app, verifyCode),
        ]
    }

    /// The calls.
    public var channels: [OutboxChannel] { [calls] }
}
