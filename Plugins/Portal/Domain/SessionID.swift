import Kit

/// A session's number, from 1; never given twice.
struct SessionID: Sendable, Hashable, Codable, SQLValue {
    let number: Int64

    /// - Parameter number: from the store.
    init(_ number: Int64) { self.number = number }

    init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int64.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    func bind(to parameter: borrowing SQLParameter) { parameter.bind(number) }
}

extension Subject {
    /// The session that the token belongs to.
    /// - Throws: `token.invalid` when it is none of this API's tokens.
    func sessionID() throws(APIError) -> SessionID {
        guard let number = tokenID.number else { throw APIError(.tokenInvalid, .tokenMalformed) }
        return SessionID(number)
    }
}
