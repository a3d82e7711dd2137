/// Finds the certificates for the name that a client asks for.
struct TLSServerNames: Sendable {
    /// A certificate, as far as its choice goes.
    struct Entry: Sendable {
        /// As its `dnsNames`, in lower case.
        let names: Set<String>
        let keyKind: Certificate.KeyKind

        init(names: [String], keyKind: Certificate.KeyKind) {
            self.names = Set(names.map { $0.lowercased() })
            self.keyKind = keyKind
        }

        /// It has the name, or one with `*.` that stands for it.
        fileprivate func covers(_ name: String) -> Bool {
            names.contains(name) || TLSServerNames.parent(of: name).map { names.contains("*.\($0)") } ?? false
        }
    }

    /// Certificates, by their places, that are shown for the same name, one of each kind of key: a client says which
    /// kinds it takes. The first choice is for clients that ask for no name, or for one that no certificate has.
    private(set) var choices: [[Int]]
    /// By name, places in `choices`.
    private var exact: [String: Int] = [:]
    /// Without `*.`; such a name stands for one further label (RFC 9525 §6.3).
    private var wildcards: [String: Int] = [:]

    /// - Parameter entries: at least one. Of those for a name the first of each kind of key gets it; one that has the
    ///   name itself comes before one that has it by `*.`.
    init(_ entries: [Entry]) {
        let first = entries[0].names
        let others = entries.indices.filter { place in
            first.isEmpty == entries[place].names.isEmpty && first.allSatisfy(entries[place].covers)
        }
        choices = [Self.firstOfEachKind([0] + others, entries)]
        for name in Set(entries.flatMap(\.names)).sorted() {
            let having = entries.indices.filter { entries[$0].names.contains(name) }
            let choice = Self.firstOfEachKind(having + entries.indices.filter { entries[$0].covers(name) }, entries)
            let place = choices.firstIndex(of: choice) ?? choices.endIndex
            if place == choices.endIndex { choices.append(choice) }
            if name.hasPrefix("*.") { wildcards[String(name.dropFirst(2))] = place } else { exact[name] = place }
        }
    }

    private static func firstOfEachKind(_ places: [Int], _ entries: [Entry]) -> [Int] {
        var kinds: Set<Certificate.KeyKind> = []
        return places.filter { kinds.insert(entries[$0].keyKind).inserted }
    }

    /// The place of a name's certificates in `choices`; `nil` when none has it.
    func index(of name: String) -> Int? {
        let name = name.lowercased()
        return exact[name] ?? Self.parent(of: name).flatMap { wildcards[$0] }
    }

    /// What is behind the first label.
    private static func parent(of name: String) -> String? {
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return nil }
        return String(name[name.index(after: dot)...])
    }
}

extension TLSContext {
    /// The places of certificates that no client would ever be shown: each of their names has an earlier one with a key
    /// of the same kind.
    package static func neverShown(_ certificates: [CertificateFacts]) -> [Int] {
        guard !certificates.isEmpty else { return [] }
        let names = TLSServerNames(certificates.map { TLSServerNames.Entry(names: $0.dnsNames, keyKind: $0.keyKind) })
        return certificates.indices.filter { place in !names.choices.contains { $0.contains(place) } }
    }
}
