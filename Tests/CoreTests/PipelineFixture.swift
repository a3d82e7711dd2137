@testable import Core
import Kit
import System
import Testing

extension Exchange {
    /// An exchange whose request has been read from the text: a head, and a body if one follows.
    static func make(_ text: String = "GET / HTTP/1.1\r\nHost: a\r\n\r\n") throws -> Exchange {
        var exchange = Exchange(.nobody())
        try exchange.read(Array(text.utf8))
        return exchange
    }

    mutating func read(_ bytes: [UInt8]) throws {
        var parser = RequestParser()
        var used = parser.parse(bytes.span, into: &head, limits: HTTPLimits()).consumed
        try #require(parser.beginBody(parser.framing.content, limitBytes: 1_000_000) == nil)
        var event = RequestParser.Event.headComplete
        while event != .complete {
            let rest = bytes.span.extracting(used...)
            let step = parser.parse(rest, into: &head, limits: HTTPLimits())
            if case .content(let range) = step.event { _ = body.append(rest.extracting(range)) }
            event = step.event
            used += step.consumed
            try #require(event != .needMore, "the text is a whole request")
        }
        facts.bytesIn = parser.bytesIn
    }
}

/// A plugin with one operation, which does nothing.
private struct DoPlugin: Plugin {
    struct Settings: Decodable, Sendable {}

    static let id: PluginID = "do"
    static let operation = BoundOperation(
        signature: operations[0].signature, handler: operations[0].makeHandler(DoPlugin()))

    init() {}
    init(settings: Settings, host: PluginHost) {}

    var schema: [Migration] { [] }
    static var operations: [Operation<DoPlugin>] { [.reading("do", nothing)] }

    private func nothing(_ input: NoInput, _ call: borrowing ReadCall) -> Int { 0 }
}

extension RouteConfig {
    /// A route from `GET /items/{id}`, `GET a.example/items`, or either with `off ` before it.
    static func make(_ text: String) throws -> RouteConfig {
        let isEnabled = !text.hasPrefix("off ")
        let words = (isEnabled ? text : String(text.dropFirst(4))).split(separator: " ")
        let slash = try #require(words[1].firstIndex(of: "/"))
        let host = words[1][..<slash]
        return RouteConfig(
            place: .nowhere, isEnabled: isEnabled,
            writtenMethod: Located(try #require(RouteMethod(rawValue: String(words[0]))), at: .nowhere),
            socket: nil,
            path: Located(try PathPattern(String(words[1][slash...])), at: .nowhere),
            host: host.isEmpty ? nil : Located(try HostName(String(host)), at: .nowhere),
            operation: Located("do", at: .nowhere), token: Located(.none, at: .nowhere),
            app: Located(.none, at: .nowhere), tokenLookup: nil, envelope: nil, bodyLimitBytes: nil,
            messageLimitBytes: nil,
            ownRateLimit: .none)
    }
}

extension ConfigPlace {
    fileprivate static let nowhere = ConfigPlace(0, ConfigPath())
}

extension BoundRoute {
    /// A route that is written so.
    static func make(
        _ text: String, api name: String = "items", token: AccessRule.TokenCheck? = nil,
        app: AccessRule.AppCheck? = nil, secrets: [String] = []
    ) throws -> BoundRoute {
        let written = try RouteConfig.make(text)
        let api = APIConfig(
            name: try ConfigName(name), place: .nowhere, isEnabled: true, plugin: Located("items", at: .nowhere),
            envelope: nil, tokenLookup: nil, appHeader: nil, settings: nil, bodyLimitBytes: nil, rateLimit: nil,
            routes: [written])
        return BoundRoute(
            written: written, api: api,
            operation: written.isEnabled ? DoPlugin.operation : nil,
            access: AccessRule(token: token, app: app), bodyLimitBytes: 100, envelope: Located(.plain, at: .nowhere),
            secretSegments: written.path.value.segments(ofParameters: secrets))
    }
}

extension RouteTable {
    /// The table of these routes, each with envelopes that show the message alone.
    static func make(_ routes: [BoundRoute] = []) throws -> RouteTable {
        RouteTable(try routes.map { Route($0, envelope: try .make()) })
    }
}

extension BoundEnvelope {
    /// Templates from JSON texts.
    static func make(
        success: String = #""$data""#, failure: String = #""$message""#, failureByCode: [ErrorCode: String] = [:]
    ) throws -> BoundEnvelope {
        BoundEnvelope(
            success: try .make(success, .success), failure: try .make(failure, .failure),
            failureByCode: try failureByCode.mapValues { try .make($0, .failure) })
    }
}

extension EnvelopeTemplate {
    static func make(_ text: String, _ kind: Kind) throws -> EnvelopeTemplate {
        try EnvelopeTemplate(compiling: JSONDocument(parsing: Array(text.utf8)).root, kind: kind)
    }
}

/// The text of bytes.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

func text(_ bytes: Span<UInt8>) -> String { text(bytes.indices.map { bytes[$0] }) }

/// Strings that are hard on whoever puts them into JSON, a header, or a log line.
let nastyTexts = [
    "", "plain", "\"", "\\", "\\\"", "\u{0}", "\n\r\t", "\u{1F}\u{7F}\u{80}", "</script>", "$data", "$message?", "...",
    "{}", "[", "null", "é", "e\u{301}", "\u{202E}", "\u{2028}", "\u{FFFD}", "\u{10FFFF}", "😀", "a\",\"b\":\"c",
]
