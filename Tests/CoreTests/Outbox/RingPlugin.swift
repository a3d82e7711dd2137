import Kit

/// A plugin as one is written: settings with a provider, a channel, an operation that has something done outside.
struct RingPlugin: Plugin {
    struct Settings: Decodable, Sendable {
        let provider: ProviderSettings?
    }

    struct Ring: OperationInput {
        let phone: String
        let code: String
    }

    struct Rung: Encodable, Sendable {
        let isOrdered: Bool
    }

    static let id: PluginID = "ring"

    let calls: OutboxChannel

    init(settings: Settings, host: PluginHost) throws(ConfigError) {
        calls = OutboxChannel("calls", provider: settings.provider)
    }

    var schema: [Migration] {
        [Migration("orders", "CREATE TABLE orders (id INTEGER PRIMARY KEY, phone TEXT NOT NULL)")]
    }
    var channels: [OutboxChannel] { [calls] }
    static var operations: [Operation<RingPlugin>] { [.writing("ring", ring)] }

    private static let insert = SQL("INSERT INTO orders (phone) VALUES ($1)")

    private func ring(_ input: Ring, _ call: borrowing WriteCall) throws(APIError) -> Rung {
        try call.store.execute(Self.insert, input.phone)
        try call.outbox.add(
            Delivery(
                to: calls, key: input.phone, body: ["phone": input.phone, "code": input.code], secretKeys: ["code"],
                deadline: call.now.adding(seconds: 300)))
        return Rung(isOrdered: true)
    }
}
