/// What one decoding shares: the documents, and all that was found wrong. Bound to one call.
final class JSONDecoding {
    /// One broken rule, in words that follow the key's name.
    struct Problem {
        let path: [JSONPathStep]
        let message: String
        /// Where in the body; for a missing key, the object that lacks it.
        let offset: Int
    }

    /// Ends a decoding that cannot go on for lack of a placeholder; what is wrong has been reported.
    struct Stop: Error {}

    /// More problems than anyone mends in one go; it also bounds the work that a hostile body can cause.
    static let problemLimit = 100

    let fields: InputFields
    /// The row of the body at which decoding begins.
    let rootRow: Int
    private(set) var problems: [Problem] = []
    /// The keys asked for in each object of the body, when anyone wants to know.
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
    func find(_ key: String, in place: JSONPlace) -> JSONPlace? {
        switch place.source {
        case .nothing: return nil
        case .input: return findField(key)
        case .probe:
            guard let probe, !probe.isTooDeep(place) else { return .nothing }
            return JSONPlace(probeKey: probe.child(key, of: place.row))
        case .path, .query, .body:
            if tracksKeys, asked[place.row]?.contains(key) != true { asked[place.row, default: []].append(key) }
            return fields.find(key, inObjectAt: place.row, place.source)
        }
    }

    /// The same; `null` counts as absent.
    func findPresent(_ key: String, in place: JSONPlace) -> JSONPlace? {
        guard let found = find(key, in: place), found.kind != .null else { return nil }
        return found
    }

    private func findField(_ key: String) -> JSONPlace? {
        let source = fields.source(of: key)
        if let flaw = fields.flaw(of: key, in: source) {
            // A type may look at a key more than once.
            let path = [JSONPathStep.key(key)]
            if !problems.contains(where: { $0.path == path }) { add(Problem(path: path, message: flaw, offset: 0)) }
            return .nothing
        }
        return fields.find(key, inObjectAt: 0, source)
    }

    func document(_ place: JSONPlace) -> JSONDocument? { fields.document(place.source) }

    func node(_ place: JSONPlace) -> JSONNode? { document(place).map { JSONNode($0, place.row) } }

    /// All values are texts there: numbers and booleans are spelt out, and one value may stand for a list.
    func isText(_ place: JSONPlace) -> Bool { fields.isText(place.source) }

    // MARK: Reporting

    func report(_ message: String, at place: JSONPlace) {
        guard problems.count < Self.problemLimit, let node = node(place) else { return }
        add(Problem(path: path(to: place), message: message, offset: node.offset))
    }

    func reportMissing(_ key: String, in place: JSONPlace) {
        switch place.source {
        case .nothing, .probe: return
        case .input: add(Problem(path: [.key(key)], message: "is required", offset: 0))
        case .path, .query, .body:
            let offset = node(place)?.offset ?? 0
            add(Problem(path: path(to: place) + [.key(key)], message: "is required", offset: offset))
        }
    }

    private func add(_ problem: Problem) {
        if problems.count < Self.problemLimit { problems.append(problem) }
    }

    /// The way from the root to a value, worked out when a problem needs it.
    func path(to place: JSONPlace) -> [JSONPathStep] {
        guard let document = document(place) else { return [] }
        let start = place.source == .body ? rootRow : 0
        return document.path(from: start, to: place.row)
    }

    /// An object is read as such, even if no key of it is asked for.
    func beginKeys(in place: JSONPlace) {
        if tracksKeys, place.source == .body { asked[place.row, default: []] += [] }
    }

    /// Forgets the keys asked for in this value: its type gave up, so it may have wanted more.
    func forgetKeys(in place: JSONPlace) {
        guard tracksKeys, let document = document(place) else { return }
        let end = Int(document.entries[place.row].next)
        asked = asked.filter { !(place.row..<end).contains($0.key) }
    }
}
