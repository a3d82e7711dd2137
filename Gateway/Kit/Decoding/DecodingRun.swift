/// What one decoding shares: what is read, and all that was found wrong. Bound to one call.
final class DecodingRun {
    /// One broken rule, in words that follow the key's name.
    struct Problem {
        let path: [JSONPathStep]
        let message: String
        /// Where in the document; for a missing key, the object that lacks it.
        let offset: Int
        /// As the log has it.
        var detail = ErrorDetail.fieldInvalid
    }

    /// Ends a decoding that cannot go on for lack of a placeholder; what is wrong has been reported.
    struct Stop: Error {}

    /// More problems than anyone mends in one go; it also bounds the work that a hostile body can cause.
    static let problemLimit = 100

    let fields: InputFields
    /// The row of the document at which decoding begins.
    let rootRow: Int
    private(set) var problems: [Problem] = []
    /// The keys asked for in each object of the document, when anyone wants to know.
    private(set) var asked: [Int: [String]] = [:]
    private let tracksKeys: Bool
    /// Writes down what a type asks for.
    let probe: SettingsProbe?
    /// Resolves what settings refer to; `nil` for an operation's input.
    let secrets: SecretSource?

    init(
        _ fields: InputFields, rootRow: Int = 0, tracksKeys: Bool = false, probe: SettingsProbe? = nil,
        secrets: SecretSource? = nil
    ) {
        self.fields = fields
        self.rootRow = rootRow
        self.tracksKeys = tracksKeys
        self.probe = probe
        self.secrets = secrets
    }

    // MARK: Finding

    /// What a key stands for; `nil` when it is absent.
    func find(_ key: String, in place: DecodingPlace) -> DecodingPlace? {
        switch place.source {
        case .nothing, .field, .item, .file: return nil
        case .input: return findField(key)
        case .probe:
            guard let probe, !probe.isTooDeep(place) else { return .nothing }
            return DecodingPlace(probeKey: probe.child(key, of: Int(place.row)))
        case .json:
            let row = Int(place.row)
            if tracksKeys, asked[row]?.contains(key) != true { asked[row, default: []].append(key) }
            return fields.member(key, ofObjectAt: row)
        }
    }

    /// The same; `null` counts as absent.
    func findPresent(_ key: String, in place: DecodingPlace) -> DecodingPlace? {
        guard let found = find(key, in: place), found.kind != .null else { return nil }
        return found
    }

    private func findField(_ key: String) -> DecodingPlace? {
        guard let found = fields.find(key) else { return nil }
        guard found.source == .field, fields.field(found).isBroken else { return found }
        // A type may look at a key more than once.
        let path = [JSONPathStep.key(key)]
        if !problems.contains(where: { $0.path == path }) {
            add(Problem(path: path, message: "must be UTF-8 text", offset: 0))
        }
        return .nothing
    }

    /// The value of the document that stands there, where one does.
    func node(_ place: DecodingPlace) -> JSONNode? {
        guard place.source == .json else { return nil }
        return fields.document.map { JSONNode($0, Int(place.row)) }
    }

    /// All that is there is text: numbers and booleans are spelt out, and one value may stand for a list.
    func isText(_ place: DecodingPlace) -> Bool { place.source == .field || place.source == .item }

    // MARK: Reporting

    func report(_ message: String, at place: DecodingPlace) {
        switch place.source {
        case .nothing, .input, .probe: return
        case .json, .field, .item, .file:
            guard problems.count < Self.problemLimit else { return }
            add(Problem(path: path(to: place), message: message, offset: node(place)?.offset ?? 0))
        }
    }

    func reportMissing(_ key: String, in place: DecodingPlace) {
        switch place.source {
        case .nothing, .probe: return
        case .input: addMissing([.key(key)], offset: 0)
        case .json, .field, .item, .file:
            addMissing(path(to: place) + [.key(key)], offset: node(place)?.offset ?? 0)
        }
    }

    private func addMissing(_ path: [JSONPathStep], offset: Int) {
        add(Problem(path: path, message: "is required", offset: offset, detail: .fieldMissing))
    }

    private func add(_ problem: Problem) {
        if problems.count < Self.problemLimit { problems.append(problem) }
    }

    /// The way from the root to a value, worked out when a problem needs it.
    func path(to place: DecodingPlace) -> [JSONPathStep] {
        switch place.source {
        case .nothing, .input, .probe: return []
        case .json: return fields.document?.path(from: rootRow, to: Int(place.row)) ?? []
        case .field: return [.key(fields.field(place).name)]
        case .file: return [.key(fields.files[Int(place.row)].name)]
        case .item:
            let field = fields.field(place)
            return field.isList ? [.key(field.name), .index(Int(place.item))] : [.key(field.name)]
        }
    }

    /// An object is read as such, even if no key of it is asked for.
    func beginKeys(in place: DecodingPlace) {
        if tracksKeys, place.source == .json { asked[Int(place.row), default: []] += [] }
    }

    /// Forgets the keys asked for in this value: its type gave up, so it may have wanted more.
    func forgetKeys(in place: DecodingPlace) {
        guard tracksKeys, place.source == .json, let document = fields.document else { return }
        let row = Int(place.row)
        let end = Int(document.entries[row].next)
        asked = asked.filter { !(row..<end).contains($0.key) }
    }
}
