import Kit
import System

/// The stage that opens sockets: checks the handshake and the origin, lets the plugin's own operation decide, and makes
/// the session. From then on the request is answered, and the connection is the session's.
final class SocketStage {
    /// By the slot of the plugin's database.
    private var boards: [PluginStore.Slot: SocketBoard] = [:]
    /// `limits.socketMessageBytes`
    private var messageBytes = 0
    private static let origin = FieldName("origin")

    /// Gives each API's sockets a place on the loop.
    func start(on loop: Loop, _ resources: Resources, services: any SocketServices, limits: GatewayLimits) {
        messageBytes = limits.socketMessageBytes
        for (plugin, hub) in resources.hubs.all {
            guard let store = resources.stores[plugin] else { continue }
            let board = SocketBoard(on: loop, hub, services: services, limits: SocketLimits(limits))
            board.start()
            boards[store.slot] = board
        }
    }

    /// Opens the socket of a route.
    /// - Parameter fields: the parts of its log lines that are the same for all of them.
    /// - Returns: the value of `Sec-WebSocket-Accept`; the session is in `exchange.socket`.
    /// - Throws: `upgrade.required`, `upgrade.malformed`, `origin.denied`, `connections.too_many`, `gateway.stopping`;
    ///   and what the operation throws.
    func open(
        _ exchange: inout Exchange, _ route: Route, _ handler: SocketHandler, _ source: borrowing InputSource,
        _ call: borrowing ReadCall, _ fields: (target: [UInt8], caller: [UInt8])
    ) throws(APIError) -> String {
        let acceptance = try Self.acceptance(exchange.head)
        guard let store = route.store, let board = boards[store.slot], !board.loop.isDraining else {
            throw APIError(.stopping, .stopping)
        }
        let form = route.socketForm
        board.enter(form)
        do throws(APIError) {
            let opening = try handler.connect(source, call)
            try Self.checkOrigin(exchange, opening.admission.allowedOrigins)
            let origin = SocketOrigin(
                requestID: exchange.facts.requestID, form: form,
                messageBytes: route.bound.written.messageLimitBytes?.value ?? messageBytes, events: handler.events,
                store: store,
                place: "\(route.bound.api.name).\(route.bound.operationName)", app: call.caller.app,
                subject: call.caller.subject, remoteAddress: call.caller.remoteAddress,
                network: exchange.peer.address.network, userAgent: call.caller.userAgent, targetFields: fields.target,
                callerFields: fields.caller)
            exchange.socket = try board.open(origin, opening)
        } catch {
            board.leave(form)
            throw error
        }
        return acceptance
    }

    private static func acceptance(_ head: borrowing RequestHead) throws(APIError) -> String {
        do throws(WebSocketHandshake.Flaw) { return try WebSocketHandshake.accept(head) } catch {
            switch error {
            case .notAsked: throw APIError(.upgradeRequired, .upgradeMissing)
            case .versionUnknown: throw APIError(.upgradeRequired, .upgradeVersion)
            case .keyInvalid: throw APIError(.upgradeMalformed, .upgradeKey)
            case .hasContent: throw APIError(.upgradeMalformed, .upgradeContent)
            }
        }
    }

    /// A browser sends cookies with every handshake, and lets any page begin one: it is `Origin` alone that tells a
    /// foreign page from the API's own (RFC 6455 §10.2). Ports do not count, as they do not for cookies.
    private static func checkOrigin(_ exchange: borrowing Exchange, _ allowed: [String]) throws(APIError) {
        guard exchange.facts.token?.source == .cookie, let name = origin else { return }
        let value: Range<Int>
        switch exchange.head.field(named: name) {
        case .absent: return
        case .many: throw APIError(.originDenied, .originForeign)
        case .one(let range): value = range
        }
        let text = String(decoding: exchange.head.bytes[value], as: UTF8.self).lowercased()
        let host = String(decoding: exchange.head.bytes[exchange.head.hostRange], as: UTF8.self).lowercased()
        if allowed.contains(where: { $0.lowercased() == text }) { return }
        guard !host.isEmpty, Self.host(ofOrigin: text).map(String.init) == host else {
            throw APIError(.originDenied, .originForeign)
        }
    }

    /// `chat.example.com` of `https://chat.example.com:8443` (RFC 6454 §6.2); `nil` of anything else.
    private static func host(ofOrigin text: String) -> Substring? {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        let rest = text[scheme.upperBound...]
        // The colons of an IPv6 address stand in brackets.
        let tail = rest.lastIndex(of: "]") ?? rest.startIndex
        return rest[..<(rest[tail...].firstIndex(of: ":") ?? rest.endIndex)]
    }
}

extension SocketLimits {
    /// Those of the config.
    init(_ limits: GatewayLimits) {
        self.init(
            unsentBytes: limits.socketUnsentBytes,
            pingMilliseconds: limits.socketPingMilliseconds, pongMilliseconds: limits.socketPongMilliseconds,
            jsonDepth: limits.jsonDepth, drainNanoseconds: UInt64(limits.drainMilliseconds) * 1_000_000)
    }
}
