package import Kit

extension ErrorCode {
    /// Every error that the gateway itself answers with, by status and name. Plugins list theirs in
    /// `Plugin.errorCodes`.
    package static let gatewayCatalogue: [ErrorCode] = [
        // From the HTTP parser and the connection.
        .requestMalformed, .requestLineTooLong, .requestTimeout, .headersTooLarge, .hostInvalid, .bodyTooLarge,
        .expectationFailed, .methodNotImplemented, .codingNotImplemented, .versionUnsupported, .connectionLimit,
        .clientGone, .stopping, .plainHTTPOnTLS,
        // From routing.
        .routeUnknown, .apiDisabled, .methodNotAllowed,
        // From the check of the caller.
        .tokenMissing, .tokenInvalid, .credentialsInvalid, .appDenied, .appNotSuper, .rateLimited,
        // From reading the input and running the operation.
        .bodyMalformed, .bodyUnsupported, .bodyEncoded, .inputInvalid, .storeUnavailable, .overloaded,
        .internalError,
        // From sockets.
        .upgradeRequired, .upgradeMalformed, .originDenied, .tooManyConnections, .eventUnknown, .socketMalformed,
        .slowReader, .socketSilent,
        // From files.
        .rangeOutside, .storageFull,
    ].sorted { ($0.status, $0.name) < ($1.status, $1.name) }
}
