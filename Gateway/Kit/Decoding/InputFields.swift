/// From where an input is put together, and which key comes from which.
struct InputFields {
    /// Where a key of the input is looked for.
    private enum Origin {
        case path, query, body
    }

    private let pathFields: [String]
    private let queryFields: [String]
    private let path: TextFields
    private let query: TextFields
    private let form: TextFields
    /// Files of the body.
    let files: [(name: String, file: UploadedFile)]
    /// The JSON body; `nil` when there is none.
    let document: JSONDocument?
    /// Where the object of the document is that has the fields.
    private let objectRow: Int

    /// A document of its own, without path and query.
    init(_ document: JSONDocument? = nil) {
        self.init(InputShape(NoInput.self), path: .empty, query: .empty, document: document)
    }

    /// With a form for a body, a JSON body, or none.
    init(
        _ shape: InputShape, path: TextFields, query: TextFields, form: TextFields = .empty,
        files: [(name: String, file: UploadedFile)] = [], document: JSONDocument? = nil,
        objectRow: Int = 0
    ) {
        pathFields = shape.pathFields
        queryFields = shape.queryFields
        self.path = path
        self.query = query
        self.form = form
        self.files = files
        self.document = document
        self.objectRow = objectRow
    }

    init(_ shape: InputShape, path: TextFields, query: TextFields, received: ReceivedForm) {
        self.init(shape, path: path, query: query, form: received.fields, files: received.files)
    }

    private func origin(of key: String) -> Origin {
        if pathFields.contains(key) { return .path }
        return queryFields.contains(key) ? .query : .body
    }

    /// Where a key of the input stands; `nil` when it is absent.
    func find(_ key: String) -> DecodingPlace? {
        let (fields, start) =
            switch origin(of: key) {
            case .path: (path, 0)
            case .query: (query, path.fields.count)
            case .body: (form, path.fields.count + query.fields.count)
            }
        if let number = fields.number(of: key) {
            return DecodingPlace(field: start + number, fields.fields[number])
        }
        guard origin(of: key) == .body else { return nil }
        if let number = files.firstIndex(where: { $0.name == key }) { return DecodingPlace(file: number) }
        return member(key, ofObjectAt: objectRow)
    }

    /// A member of an object of the document.
    func member(_ key: String, ofObjectAt row: Int) -> DecodingPlace? {
        guard let document, let row = document.row(ofMember: key, inObjectAt: row) else { return nil }
        return DecodingPlace(row: row, in: document)
    }

    /// The field at such a place.
    func field(_ place: DecodingPlace) -> TextField {
        var number = Int(place.row)
        for fields in [path, query] {
            if number < fields.fields.count { return fields.fields[number] }
            number -= fields.fields.count
        }
        return form.fields[number]
    }
}
