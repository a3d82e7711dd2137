import CallUp
import Kit
import TestSupport
import Testing

/// CallUp on a store of its own.
typealias CallUpBench = PluginBench<CallUp>

extension App {
    static let shop = App(name: "shop", isSuper: false)
    static let bank = App(name: "bank", isSuper: false)
}

/// What an order's answer said.
struct Ordered: Sendable {
    let id: String
    let code: String
}

extension PluginBench where P == CallUp {
    /// - Parameters:
    ///   - body: JSON; its phone is one that no order had, where it does not matter.
    ///   - query: as in the URL.
    @discardableResult
    func createOrder(_ body: String, query: String = "", app: App? = .shop) throws(APIError) -> BenchReply {
        var request = BenchRequest(body: body)
        request.query = Array(query.utf8)
        return try call("createOrder", request, subject: nil, app: app)
    }

    /// An order whose code is known.
    func order(
        _ phone: String = "79990001122", code: String = "0345", app: App = .shop
    ) throws(APIError) -> Ordered {
        let reply = try createOrder(#"{"phone":"\#(phone)","code":"\#(code)"}"#, app: app)
        return Ordered(id: reply["id"] ?? "", code: code)
    }

    @discardableResult
    func verifyCode(_ order: String, _ code: String, app: App? = .shop) throws(APIError) -> BenchReply {
        var request = BenchRequest()
        request.contentType = nil
        request.pathValues = [("order_id", order), ("order_code", code)]
        return try call("verifyCode", request, subject: nil, app: app)
    }

    /// What `verifyCode` refuses; `nil` when the code is right.
    func refusal(_ order: String, _ code: String, app: App? = .shop) -> APIError? {
        do {
            try verifyCode(order, code, app: app)
            return nil
        } catch {
            return error
        }
    }

    /// What `createOrder` refuses; `nil` when it takes the order.
    func orderRefusal(_ body: String, query: String = "", app: App? = .shop) -> APIError? {
        do {
            try createOrder(body, query: query, app: app)
            return nil
        } catch {
            return error
        }
    }

    /// The deliveries' bodies in their order, one a line.
    func calls() throws -> String {
        try column("SELECT group_concat(CAST(body AS TEXT), char(10)) FROM (SELECT body FROM outbox ORDER BY id)") ?? ""
    }
}

extension APIError {
    /// Broken rules as `field rule`.
    var rules: [String] { brokenRules.map { "\($0.field) \($0.rule)" } }
}

/// The phone of that number.
func phone(_ number: Int) -> String { String(70_000_000_000 + number) }
