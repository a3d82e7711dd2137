package import Kit

extension ErrorCode {
    /// A socket's route was asked for as if it were none, or in a way that is not spoken.
    static let upgradeRequired = ErrorCode(
        "upgrade.required", status: 426, message: "this is a WebSocket: connect with Upgrade: websocket, version 13",
        meaning: "A route with `socket` was asked for without an upgrade to WebSocket, or in another version of it.")
    /// The opening handshake is broken.
    static let upgradeMalformed = ErrorCode(
        "upgrade.malformed", status: 400, message: "the WebSocket handshake is malformed",
        meaning: "The request for a WebSocket has no proper Sec-WebSocket-Key, or it has content.")
    /// A page of another site asks in its visitor's name.
    static let originDenied = ErrorCode(
        "origin.denied", status: 403, message: "this origin may not connect",
        meaning:
            "The token came in a cookie, which browsers send whoever asks, and `Origin` is neither the request's own "
            + "host nor among the origins that the API allows.")
    /// As many as there may be of one user, or of whatever the API counts.
    package static let tooManyConnections = ErrorCode(
        "connections.too_many", status: 429, message: "too many open connections",
        meaning: "The API bounds the connections of one caller, and there are as many. One of them must end first.")
    /// The socket has no such event.
    static let eventUnknown = ErrorCode(
        "event.unknown", status: 400, message: "the type of the message is not known",
        meaning: "A client sent an event on a socket that its operation does not have; `gateway plugins` lists them.")
    /// A rule of WebSocket was broken.
    static let socketMalformed = ErrorCode(
        "socket.malformed", status: 400, message: "the client broke a rule of WebSocket",
        meaning: "The connection was closed with the code that RFC 6455 has for it. It is in the log alone.")
    /// A client does not read.
    static let slowReader = ErrorCode(
        "socket.unread", status: 408, message: "the client does not read",
        meaning:
            "More than `limits.socketUnsentBytes` waited for a client of a socket, or it took nothing for "
            + "`limits.writeStallMilliseconds`: it was ended. It is in the log alone.")
    /// A client no longer answers.
    static let socketSilent = ErrorCode(
        "socket.silent", status: 408, message: "the client is silent",
        meaning: "A client of a socket has not answered a ping in time: it was ended. It is in the log alone.")
}
