import Kit

/// One field line of an answer that is not in every answer; nothing in it can end the line.
package struct ResponseField: Sendable, Hashable {
    /// With the line end.
    let line: [UInt8]

    /// `nil` when the value has a control character other than a tab: CR and LF would begin a line of its own
    /// (RFC 9110 §5.5).
    package init?(_ name: FieldName, _ value: Span<UInt8>) {
        self.init(checking: name.lowercased, value)
    }

    private init?(checking name: [UInt8], _ value: Span<UInt8>) {
        guard value.firstControl(from: 0, to: value.count) == value.count else { return nil }
        self.init(name, value)
    }

    private init(_ name: [UInt8], _ value: Span<UInt8>) {
        var line = name
        line.append(contentsOf: [UInt8(ascii: ":"), 0x20])
        line.append(copying: value)
        line.append(contentsOf: [0x0D, 0x0A])
        self.line = line
    }

    /// A field of the program's own.
    init(_ name: String, _ value: String) { self.init(Array(name.utf8), value.utf8.span) }

    /// `Content-Type: application/json`, which is always UTF-8 (RFC 8259 §8.1).
    package static let jsonContent = ResponseField("Content-Type", "application/json")

    /// `X-Content-Type-Options: nosniff`: what `Content-Type` says is what it is (Fetch §3.6).
    static let noSniffing = ResponseField("X-Content-Type-Options", "nosniff")

    /// `Accept-Ranges: bytes` (RFC 9110 §14.3).
    static let acceptsRanges = ResponseField("Accept-Ranges", "bytes")

    /// `Upgrade: websocket` (RFC 6455 §4.2.2).
    static let upgradesToWebSocket = ResponseField("Upgrade", "websocket")

    /// `Connection: Upgrade`, wherever there is an `Upgrade` (RFC 9110 §7.8).
    static let connectionUpgrade = ResponseField("Connection", "Upgrade")

    /// `Sec-WebSocket-Version: 13`: the one that is spoken (RFC 6455 §4.4).
    static let webSocketVersion = ResponseField("Sec-WebSocket-Version", "13")

    /// A field of an operation's own.
    init(_ field: ReplyField) { self.init(field.name, field.value) }

    /// The type of an operation's bytes.
    init(_ type: MediaType) { self.init("Content-Type", type.text) }

    /// What a 401 must carry (RFC 9110 §15.5.2, RFC 6750 §3).
    package static let bearerChallenge = ResponseField("WWW-Authenticate", "Bearer")

    /// The same where a login and a password are wanted, in UTF-8 (RFC 7617 §2).
    /// - Parameter realm: letters, digits, `-` and `_`.
    package static func basicChallenge(_ realm: String) -> ResponseField {
        ResponseField("WWW-Authenticate", "Basic realm=\"\(realm)\", charset=\"UTF-8\"")
    }

    /// What a 415 for a content coding should carry (RFC 9110 §15.5.16).
    package static let acceptsIdentity = ResponseField("Accept-Encoding", "identity")

    /// The methods of a path, which a 405 must carry (RFC 9110 §10.2.1): `GET, HEAD, OPTIONS`.
    package static func allow(_ methods: Span<UInt8>) -> ResponseField? {
        ResponseField(checking: Array("Allow".utf8), methods)
    }
}
