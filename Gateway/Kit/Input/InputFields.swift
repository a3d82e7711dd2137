/// The documents from which an input is put together, and which key comes from which.
struct InputFields {
    private let pathFields: [String]
    private let queryFields: [String]
    private let path: TextFields?
    private let query: TextFields?
    private let form: TextFields?
    private let body: JSONDocument?

    /// A document of its own, without path and query.
    init(body: JSONDocument? = nil) {
        self.init(InputShape(NoInput.self), path: nil, query: nil, form: nil, body: body)
    }

    init(_ shape: InputShape, path: TextFields?, query: TextFields?, form: TextFields?, body: JSONDocument?) {
        pathFields = shape.pathFields
        queryFields = shape.queryFields
        self.path = path
        self.query = query
        self.form = form
        self.body = body
    }

    /// Where a key of the input comes from.
    func source(of key: String) -> JSONPlace.Source {
        if pathFields.contains(key) { return .path }
        return queryFields.contains(key) ? .query : .body
    }

    func document(_ source: JSONPlace.Source) -> JSONDocument? {
        switch source {
        case .body: body ?? form?.document
        case .path: path?.document
        case .query: query?.document
        case .nothing, .input, .probe: nil
        }
    }

    /// What is wrong with a field before any type looks at it.
    func flaw(of key: String, in source: JSONPlace.Source) -> String? {
        switch source {
        case .path: path?.flaws[key]
        case .query: query?.flaws[key]
        case .body: form?.flaws[key]
        case .nothing, .input, .probe: nil
        }
    }

    func isText(_ source: JSONPlace.Source) -> Bool {
        source == .path || source == .query || source == .body && form != nil
    }
}
