/// The documents from which an input is put together, and which key comes from which.
struct InputFields {
    private let pathFields: [String]
    private let queryFields: [String]
    private let path: TextFields
    private let query: TextFields
    /// What is wrong with a form's fields.
    private let formFlaws: [String: String]
    private let isForm: Bool
    /// The JSON body or the form; empty when there is none.
    private let body: JSONDocument

    /// A document of its own, without path and query.
    init(body: JSONDocument = .nothing) {
        self.init(InputShape(NoInput.self), path: .empty, query: .empty, body: body)
    }

    /// With a JSON body, or none.
    init(_ shape: InputShape, path: TextFields, query: TextFields, body: JSONDocument) {
        pathFields = shape.pathFields
        queryFields = shape.queryFields
        self.path = path
        self.query = query
        self.body = body
        formFlaws = [:]
        isForm = false
    }

    /// With a form for a body.
    init(_ shape: InputShape, path: TextFields, query: TextFields, form: TextFields) {
        pathFields = shape.pathFields
        queryFields = shape.queryFields
        self.path = path
        self.query = query
        body = form.document
        formFlaws = form.flaws
        isForm = true
    }

    /// Where a key of the input comes from.
    func source(of key: String) -> JSONPlace.Source {
        if pathFields.contains(key) { return .path }
        return queryFields.contains(key) ? .query : .body
    }

    /// A member of an object in the source's document.
    func find(_ key: String, inObjectAt object: Int, _ source: JSONPlace.Source) -> JSONPlace? {
        switch source {
        case .body: body.place(ofMember: key, inObjectAt: object, source)
        case .path: path.document.place(ofMember: key, inObjectAt: object, source)
        case .query: query.document.place(ofMember: key, inObjectAt: object, source)
        case .nothing, .input, .probe: nil
        }
    }

    /// The characters of a string at this place.
    func string(_ place: JSONPlace) -> String {
        switch place.source {
        case .body: body.string(at: place.row)
        case .path: path.document.string(at: place.row)
        case .query: query.document.string(at: place.row)
        case .nothing, .input, .probe: ""
        }
    }

    /// `nil` where there is nothing to read.
    func document(_ source: JSONPlace.Source) -> JSONDocument? {
        let document: JSONDocument
        switch source {
        case .body: document = body
        case .path: document = path.document
        case .query: document = query.document
        case .nothing, .input, .probe: return nil
        }
        return document.entries.isEmpty ? nil : document
    }

    /// What is wrong with a field before any type looks at it.
    func flaw(of key: String, in source: JSONPlace.Source) -> String? {
        switch source {
        case .path: path.flaws[key]
        case .query: query.flaws[key]
        case .body: formFlaws[key]
        case .nothing, .input, .probe: nil
        }
    }

    func isText(_ source: JSONPlace.Source) -> Bool {
        source == .path || source == .query || source == .body && isForm
    }
}

extension JSONDocument {
    fileprivate func place(ofMember key: String, inObjectAt object: Int, _ source: JSONPlace.Source) -> JSONPlace? {
        guard let row = row(ofMember: key, inObjectAt: object) else { return nil }
        return JSONPlace(source, row, in: self)
    }

    fileprivate func string(at row: Int) -> String { Self.string(of: entries[row], in: bytes.span) }
}
