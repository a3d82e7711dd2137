import Kit

/// Who holds the cookie of a notebook may write in it.
struct NotebookTokens: TokenVerifier {
    func claims(of token: Span<UInt8>) throws(APIError) -> TokenDigest {
        guard token.count == OpaqueToken.textByteCount else { throw APIError(.tokenInvalid) }
        return TokenDigest(of: token)
    }

    func subject(of digest: TokenDigest, now: Timestamp, store: ReadStore) throws(APIError) -> Subject {
        guard let holder = try store.holder(of: digest), now < holder.expiresAt else { throw APIError(.tokenInvalid) }
        return holder
    }
}

extension Caller {
    /// The notebook whose cookie came with the request.
    func notebook() throws(APIError) -> Int64 {
        guard let number = try verifiedSubject().id.number else { throw APIError(.tokenInvalid) }
        return number
    }
}

extension Notes {
    /// Answers 204 with a cookie: the one time that the token is shown.
    func openNotebook(_ input: NoInput, _ call: borrowing WriteCall) throws(APIError) -> Reply {
        let token = OpaqueToken.random()
        try call.store.openNotebook(token.digest, until: call.now.adding(seconds: Int64(lifetimeSeconds)))
        let cookie = Cookie("notebook", Cookie.Value(token), seconds: lifetimeSeconds, path: .root)
        return .noContent(fields: [.setCookie(cookie)])
    }

    /// Its notes and their pictures go with it, and so does everybody who listens.
    func closeNotebook(_ input: NoInput, _ call: borrowing WriteCall) throws(APIError) -> Reply {
        let notebook = try call.caller.notebook()
        for picture in try call.store.reading.pictures(notebook) { try call.files.remove(picture) }
        try call.store.closeNotebook(notebook)
        call.close(.notebook(notebook), .policyViolation)
        return .noContent(fields: [.setCookie(.removed("notebook", path: .root))])
    }
}
