/// What came of decoding a `Settings` object.
package struct SettingsReading<Settings> {
    /// Something in it that does not fit.
    package struct Problem: Equatable {
        /// Keys from the settings object down; array positions are decimal numbers from 0.
        package let path: [String]
        /// Words that follow the path: `must be a string`.
        package let message: String
        /// Where it stands; for a missing key, the object that lacks it.
        package let position: JSONPosition
    }

    /// A key that the type never asked for.
    package struct UnknownKey: Equatable {
        /// Keys from the settings object down, this one last.
        package let path: [String]
        /// What it could have been: the keys asked for in the same object, in that order.
        package let known: [String]
        /// Where the key stands.
        package let position: JSONPosition
    }

    /// The settings; `nil` when there are problems.
    package let value: Settings?
    /// All that does not fit, in the order of the type's properties; at most 100.
    package let problems: [Problem]
    /// In source order, at every level that the type read as an object.
    package let unknownKeys: [UnknownKey]
}

extension SettingsReading where Settings: Decodable {
    /// Decodes settings from their object, collecting all that is wrong.
    /// - Parameter secrets: resolves references; without it a `Secret` is refused.
    package init(_ type: Settings.Type, from node: JSONNode, secrets: SecretSource? = nil) {
        let run = DecodingRun(InputFields(node.document), rootRow: node.row, tracksKeys: true, secrets: secrets)
        let root = DecodingPlace(row: node.row, in: node.document)
        let value = try? run.decode(type, at: root)
        self.value = run.problems.isEmpty ? value : nil
        problems = run.problems.map { problem in
            Problem(
                path: problem.path.map(\.text), message: problem.message,
                position: JSONPosition(of: problem.offset, in: node.document.bytes.span))
        }
        // A type without properties asks for no container, and still knows no key.
        if value != nil, !(type is any JSONWritable.Type) { run.beginKeys(in: root) }
        unknownKeys = run.asked.keys.sorted().flatMap { row in
            Self.unknownKeys(in: DecodingPlace(row: row, in: node.document), run)
        }
    }

    private static func unknownKeys(in place: DecodingPlace, _ run: DecodingRun) -> [UnknownKey] {
        guard let object = run.node(place) else { return [] }
        let known = run.asked[Int(place.row)] ?? []
        let path = run.path(to: place).map(\.text)
        let unknown = object.members.lazy.compactMap { member -> UnknownKey? in
            let key = member.key
            guard !known.contains(key) else { return nil }
            return UnknownKey(path: path + [key], known: known, position: member.keyPosition)
        }
        // Each place costs a walk over the document.
        return Array(unknown.prefix(DecodingRun.problemLimit))
    }

    /// The keys that the type asks for, found by letting it decode itself from nothing.
    package static func keys(of type: Settings.Type) -> [SettingKey] {
        let probe = SettingsProbe()
        let run = DecodingRun(InputFields(), probe: probe)
        _ = try? Settings(from: CollectingDecoder(run: run, place: DecodingPlace(probeKey: SettingsProbe.root)))
        return probe.keys
    }
}
