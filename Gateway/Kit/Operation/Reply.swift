/// What an operation answers: a value as JSON, bytes of another type, a file, nothing, or that the answer is elsewhere.
///
/// An operation that answers 200 with a value's JSON need not make one: it returns the value.
public struct Reply: Sendable {
    /// What the content is.
    package enum Kind: Sendable {
        /// JSON text, put into the API's envelope: the only kind that is.
        case json
        case bytes(MediaType)
        // Apart, so that the usual kinds stay small.
        indirect case file(StoredFile, MediaType, Caching)
        case nothing
        /// What an event of a socket comes to.
        indirect case socket(SocketOutcome)
    }

    /// 200 to 399.
    package private(set) var status = Status.ok.code
    package private(set) var kind = Kind.json
    /// In the order given.
    package private(set) var fields: [ReplyField] = []
    /// The content, before any envelope.
    package private(set) var content: [UInt8] = []

    /// An empty one, to be written into.
    package init() {}

    private init(_ kind: Kind, _ status: Int, _ fields: [ReplyField], _ content: [UInt8]) {
        self.kind = kind
        self.status = status
        self.fields = fields
        self.content = content
    }

    /// A value as JSON, in the API's envelope.
    public static func json(
        _ value: some Encodable, status: Status = .ok, fields: [ReplyField] = []
    ) -> Reply {
        Reply(.json, status.code, fields, JSON.encode(value))
    }

    /// Bytes of a media type, as they are.
    public static func bytes(
        _ bytes: [UInt8], type: MediaType, status: Status = .ok, fields: [ReplyField] = []
    ) -> Reply {
        Reply(.bytes(type), status.code, fields, bytes)
    }

    /// A file that the API keeps, or what the client wants of it: the gateway answers conditions (`ETag`) and ranges
    /// (RFC 9110 §13, §14).
    /// - Parameters:
    ///   - type: never what the uploader says unless it was checked: a browser believes it.
    ///   - caching: for how long clients may keep it.
    public static func file(
        _ file: StoredFile, type: MediaType, caching: Caching = .checked, fields: [ReplyField] = []
    ) -> Reply {
        Reply(.file(file, type, caching), Status.ok.code, fields, [])
    }

    /// 204: done, and nothing to tell.
    public static func noContent(fields: [ReplyField] = []) -> Reply { Reply(.nothing, 204, fields, []) }

    /// The answer is elsewhere (RFC 9110 §15.4).
    public static func redirect(
        to location: Location, _ redirection: Redirection = .seeOther, fields: [ReplyField] = []
    ) -> Reply {
        Reply(.nothing, redirection.rawValue, [.location(location)] + fields, [])
    }
}

// MARK: Caching

extension Reply {
    /// Whether a client may keep an answer (RFC 9111 §5.2.2). All answers but files are never kept.
    public struct Caching: Sendable, Hashable {
        /// The field value of `Cache-Control`.
        package let text: String

        /// Nobody keeps it.
        public static let never = Caching(text: "no-store")
        /// The client alone keeps it, and asks each time whether it may still use it: a caller who may no longer see it
        /// sees it no longer.
        public static let checked = Caching(text: "private, no-cache")

        /// It is used without asking. Traps below 1 second.
        /// - Parameter isPublic: proxies may keep it too, and give it to everybody who asks for the same URL.
        public static func kept(seconds: Int, isPublic: Bool = false) -> Caching {
            precondition(seconds >= 1, "what is kept is kept for a second at least")
            return Caching(text: "\(isPublic ? "public" : "private"), max-age=\(seconds), immutable")
        }
    }
}

// MARK: Statuses

extension Reply {
    /// The status of an answer with content. Errors have theirs from their code, redirections from their kind.
    public struct Status: Sendable, Hashable {
        /// 200, 201, 202, 203, or 207 to 299.
        public let code: Int

        /// Traps outside of these: a status is written by a programmer. 204 is `Reply.noContent`; 205 has no content
        /// either, and 206 is the gateway's (RFC 9110 §15.3).
        public init(_ code: Int) {
            precondition((200...299).contains(code) && !(204...206).contains(code), "not the status of an answer")
            self.code = code
        }

        /// 200.
        public static let ok = Status(200)
        /// 201: something was made, `Location` says where.
        public static let created = Status(201)
        /// 202: it will be done.
        public static let accepted = Status(202)
    }

    /// Why the answer is elsewhere, and by which method it is to be asked for.
    public enum Redirection: Int, Sendable {
        /// For good; clients may change POST to GET.
        case movedPermanently = 301
        /// For now; clients may change POST to GET.
        case found = 302
        /// The answer is what GET gives there.
        case seeOther = 303
        /// For now, by the same method.
        case temporary = 307
        /// For good, by the same method.
        case permanent = 308
    }
}

// MARK: On the loop

extension Reply {
    /// What an event of a socket comes to.
    package static func socket(_ outcome: SocketOutcome) -> Reply { Reply(.socket(outcome), Status.ok.code, [], []) }

    /// Becomes 200 with the value's JSON, in the bytes that are there already.
    package mutating func write<Value: Encodable>(json value: Value) {
        JSON.encode(value, into: &content)
    }

    /// The same for a value that writes itself.
    package mutating func write<Value: JSONWritable>(json value: Value) {
        JSON.encode(value, into: &content)
    }

    /// What its content takes of memory.
    package var heldBytes: Int { content.capacity }

    /// As new, for the next request. Content of up to 64 KiB leaves its memory to the next.
    package mutating func reset() {
        status = Status.ok.code
        kind = .json
        if !fields.isEmpty { fields = [] }
        if !content.isEmpty { content.removeAll(keepingCapacity: content.capacity <= 64 * 1024) }
    }
}
