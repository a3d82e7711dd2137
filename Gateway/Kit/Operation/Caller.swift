/// Who is calling, as far as the gateway found out.
public struct Caller: Sendable {
    /// The calling application, when the route checks one.
    public let app: App?
    /// Whose token it is, when the route looked for one and it verified.
    public let subject: Subject?
    /// The peer's IP address as text, without a port.
    public let remoteAddress: String
    /// The `User-Agent` field, if sent; at most 8 KiB.
    public let userAgent: String?
    /// The `X-Request-Id` of the answer and the log line.
    public let requestID: RequestID
    /// Where the request was sent; `nil` unless the operation needs it (`OperationNeeds.place`).
    public let place: RequestPlace?
    /// The open connection that an event came by.
    package let seat: SocketSeat?
    /// The same as it can be kept; `nil` for all that is no event.
    public var connection: ConnectionID? { seat?.connection }

    package init(
        app: App?, subject: Subject?, remoteAddress: String, userAgent: String?, requestID: RequestID,
        place: RequestPlace? = nil, seat: SocketSeat? = nil
    ) {
        self.app = app
        self.subject = subject
        self.remoteAddress = remoteAddress
        self.userAgent = userAgent
        self.requestID = requestID
        self.place = place
        self.seat = seat
    }

    /// The subject of the call's token.
    /// - Throws: `token.missing` when the route let the call in without one.
    public func verifiedSubject() throws(APIError) -> Subject {
        guard let subject else { throw APIError(.tokenMissing, .routeWithoutToken) }
        return subject
    }

    /// The calling application, for operations that keep what belongs to one.
    /// - Throws: `app.denied` when the route's app rule is `none`, so that nobody's calls are taken for one app's.
    public func knownApp() throws(APIError) -> App {
        guard let app else { throw APIError(.appDenied, .routeWithoutApp) }
        return app
    }
}

/// Where a request was sent, for answers that tell an absolute URL.
public struct RequestPlace: Sendable, Hashable {
    /// The scheme and the `Host`, as the client wrote it: `https://chat.example.org`. A proxy in front may have changed
    /// both.
    public let origin: String
    /// `/api/upload`, percent-encoded as it came, without a query.
    public let path: String

    package init(origin: String, path: String) {
        self.origin = origin
        self.path = path
    }
}

/// An application that may call APIs, as registered with `gateway apps`.
public struct App: Sendable, Hashable {
    /// Its name, unique; it stands in the access log.
    public let name: String
    /// May use routes whose app rule is `super`.
    public let isSuper: Bool

    package init(name: String, isSuper: Bool) {
        self.name = name
        self.isSuper = isSuper
    }
}
