/// A token as it was found, before anybody says what it means.
struct FoundToken {
    /// What kind of place it came from, as in the access log.
    enum Source: String {
        case header
        case cookie
        case query
        case body
        /// A login and a password, with a colon between them.
        case basic
    }

    /// Where its bytes are.
    enum Place {
        /// A range of the request's head.
        case head(Range<Int>)
        /// Decoded from elsewhere.
        case bytes([UInt8])
        /// The place is taken by something that is no token: another scheme, nothing, two fields.
        case unusable
    }

    let source: Source
    let place: Place
}
