/// What a request brings for an operation's input: path parameters, query and body, not yet decoded.
///
/// A view of the request's own bytes: making one copies nothing, and only what the input type asks for is read. An
/// empty body is no fields, whatever its type (RFC 9112 §6.3).
package struct InputSource: ~Copyable, ~Escapable {
    private let pathValues: [(name: String, value: String)]
    private let query: Span<UInt8>
    private let contentType: Span<UInt8>?
    private let body: [UInt8]
    private let form: ReceivedForm?
    private let jsonDepthLimit: Int
    private let content: JSONNode?

    /// - Parameters:
    ///   - pathValues: the route's parameters as they stand in the path, still percent-encoded.
    ///   - query: what follows the `?`, without it; empty when there is none.
    ///   - contentType: the field's value, `nil` when there is none.
    ///   - body: the whole body, without its transfer coding; the caller has bounded it.
    ///   - form: the body instead, when it is `multipart/form-data`.
    ///   - jsonDepthLimit: the most nested arrays and objects of a JSON body.
    @_lifetime(copy query, copy contentType)
    package init(
        pathValues: [(name: String, value: String)], query: Span<UInt8>, contentType: Span<UInt8>?, body: [UInt8],
        form: ReceivedForm? = nil, jsonDepthLimit: Int = 64
    ) {
        self.pathValues = pathValues
        self.query = query
        self.contentType = contentType
        self.body = body
        self.form = form
        self.jsonDepthLimit = jsonDepthLimit
        content = nil
    }

    /// What a message brings: an object inside of it, which has all fields.
    /// - Parameter content: `nil` when there are none.
    @_lifetime(immortal)
    package init(content: JSONNode?) {
        pathValues = []
        query = Span()
        contentType = nil
        body = []
        form = nil
        jsonDepthLimit = 0
        self.content = content
    }

    /// Puts the input together.
    /// - Throws: `body.unsupported`, `body.malformed`, or `input.invalid` with every rule that the input broke.
    package func decode<Input: OperationInput>(_ type: Input.Type) throws(APIError) -> Input {
        if let none = NoInput() as? Input { return none }
        let run = DecodingRun(try fields(InputShape(type)))
        let input: Result<Input, any Error> = Result { try Input(from: CollectingDecoder(run: run, place: .input)) }
        switch input {
        case .success(let input) where run.problems.isEmpty: return input
        case .success: throw Self.apiError(run.problems)
        case .failure(let error): throw Self.apiError(error, run.problems)
        }
    }

    /// An input that gave up: because of problems reported, or of a rule of its own about several fields.
    private static func apiError(_ error: any Error, _ problems: [DecodingRun.Problem]) -> APIError {
        if !problems.isEmpty { return apiError(problems) }
        switch error {
        case let error as APIError: return error
        case let rule as BrokenRule: return .invalid("input", rule.text)
        default: return .invalid("input", "is not valid")
        }
    }

    private static func apiError(_ problems: [DecodingRun.Problem]) -> APIError {
        let detail = problems.first?.detail ?? .fieldInvalid
        return APIError(.inputInvalid, detail, brokenRules: problems.map(\.brokenRule))
    }

    private func fields(_ shape: InputShape) throws(APIError) -> InputFields {
        if let content {
            return InputFields(
                shape, path: .empty, query: .empty, document: content.document, objectRow: content.row)
        }
        let path = shape.pathFields.isEmpty ? .empty : TextFields(path: pathValues)
        let query = shape.queryFields.isEmpty ? .empty : try form(query, "query")
        if let form, !shape.bodyFormats.isEmpty { return InputFields(shape, path: path, query: query, received: form) }
        guard !shape.bodyFormats.isEmpty, !body.isEmpty else {
            return InputFields(shape, path: path, query: query)
        }
        switch try bodyFormat(shape.bodyFormats) {
        case .json: return InputFields(shape, path: path, query: query, document: try jsonBody())
        case .form: return InputFields(shape, path: path, query: query, form: try form(body.span, "body"))
        // One that the gateway has read is in `form`.
        case .multipart: throw APIError(.bodyMalformed, .program, message: "the form is not read here")
        }
    }

    private func bodyFormat(_ formats: [BodyFormat]) throws(APIError) -> BodyFormat {
        guard let contentType else { return formats[0] }
        guard let format = BodyFormat(contentType: contentType), formats.contains(format) else {
            if let charset = BodyFormat.otherCharset(contentType) {
                // A client's text is shown to it alone, and not at any length.
                let message = "the charset must be UTF-8, not \"\(charset.prefix(40))\""
                throw APIError(.bodyUnsupported, .charset, message: message)
            }
            let known = formats.map(\.mediaType).joined(separator: " or ")
            throw APIError(.bodyUnsupported, .mediaType, message: "the Content-Type must be \(known)")
        }
        return format
    }

    private func form(_ text: Span<UInt8>, _ name: String) throws(APIError) -> TextFields {
        do throws(TextFields.TooMany) {
            return try TextFields(form: text)
        } catch {
            let message = "the \(name) has more than \(TextFields.pairLimit) fields"
            throw APIError(.bodyMalformed, .formTooManyFields, message: message)
        }
    }

    private func jsonBody() throws(APIError) -> JSONDocument {
        do throws(JSONSyntaxError) {
            let document = try JSONDocument(parsing: body, depthLimit: jsonDepthLimit)
            if document.root.kind == .object { return document }
        } catch {
            throw APIError(
                .bodyMalformed, error.reason.detail, message: "the body is not JSON: \(error.position): \(error)")
        }
        throw APIError(.bodyMalformed, .jsonNotObject, message: "the body is not a JSON object")
    }
}

extension DecodingRun.Problem {
    /// As the client reads it: the field, and what is wrong with it or inside of it.
    fileprivate var brokenRule: APIError.BrokenRule {
        guard case .key(let field)? = path.first else { return APIError.BrokenRule("input", message) }
        var inner = ""
        for step in path.dropFirst() {
            switch step {
            case .key(let key): inner += inner.isEmpty || inner.hasSuffix(" ") ? key : ".\(key)"
            case .index(let index): inner += "\(inner.isEmpty ? "" : ": ")item \(index + 1)"
            }
        }
        return APIError.BrokenRule(field, inner.isEmpty ? message : "\(inner) \(message)")
    }
}

extension JSONSyntaxError.Reason {
    /// As the log has it.
    package var detail: ErrorDetail {
        switch self {
        case .invalidUTF8: .jsonNotUTF8
        case .tooDeep: .jsonTooDeep
        case .duplicateKey: .jsonDuplicateKey
        default: .jsonSyntax
        }
    }
}
