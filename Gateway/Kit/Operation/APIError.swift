/// A failure as the client gets it: a code of the catalogue, and what makes this case special.
public struct APIError: Error, Sendable, Equatable {
    /// One rule that one field of the input broke.
    public struct BrokenRule: Sendable, Equatable {
        /// The field as the client names it, e.g. `login`.
        public let field: String
        /// What is wrong with it, e.g. `is required`.
        public let rule: String

        /// - Parameters: the field's name and the rule it broke.
        public init(_ field: String, _ rule: String) {
            self.field = field
            self.rule = rule
        }
    }

    /// Which error it is.
    public let code: ErrorCode
    /// What the log says of the reason.
    public let detail: ErrorDetail
    /// What the client reads: the code's own message unless this case says more.
    public let message: String
    /// Every broken rule of the input, in the order of its fields; empty unless the input is at fault.
    public let brokenRules: [BrokenRule]
    /// Whole seconds after which a retry makes sense, sent as `Retry-After` (RFC 9110 §10.2.3).
    public let retryAfterSeconds: Int?
    /// What a writing operation wrote before it threw is kept, not rolled back.
    public private(set) var keepsWrites = false

    /// An operation's refusal, of which its code says all that there is to say.
    /// - Parameters:
    ///   - code: the catalogue's entry.
    ///   - message: replaces the code's own message.
    ///   - brokenRules: all that the client must mend.
    ///   - retryAfterSeconds: at least 1.
    public init(
        _ code: ErrorCode, message: String? = nil, brokenRules: [BrokenRule] = [], retryAfterSeconds: Int? = nil
    ) {
        self.init(
            code, .operation, message: message, brokenRules: brokenRules, retryAfterSeconds: retryAfterSeconds)
    }

    /// A refusal whose code can have several reasons; the gateway's own all are. Parameters as above.
    public init(
        _ code: ErrorCode, _ detail: ErrorDetail, message: String? = nil, brokenRules: [BrokenRule] = [],
        retryAfterSeconds: Int? = nil
    ) {
        self.code = code
        self.detail = detail
        self.message = message ?? code.message
        self.brokenRules = brokenRules
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Errors are the same when clients get the same; `detail` is for operators.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code && left.message == right.message && left.brokenRules == right.brokenRules
            && left.retryAfterSeconds == right.retryAfterSeconds && left.keepsWrites == right.keepsWrites
    }

    /// 422 for one field.
    public static func invalid(_ field: String, _ rule: String) -> APIError {
        APIError(.inputInvalid, .fieldInvalid, brokenRules: [BrokenRule(field, rule)])
    }

    /// The same error, answered after a commit of what the operation wrote: a counted wrong password, say.
    public var keepingWrites: APIError {
        var copy = self
        copy.keepsWrites = true
        return copy
    }
}
