/// Writes down which keys a type asks for while it decodes itself from nothing. Bound to one call.
final class SettingsProbe {
    /// In the order asked for.
    private(set) var keys: [SettingKey] = []
    private var children: [[String]: Int] = [:]
    private static let depthLimit = 8

    /// The number that stands for the settings object itself.
    static let root = -1

    /// The number of a key of an object, new or known.
    func child(_ name: String, of parent: Int) -> Int {
        let path = (parent == Self.root ? [] : keys[parent].path) + [name]
        if let known = children[path] { return known }
        keys.append(SettingKey(path: path, kind: .any, isOptional: false))
        children[path] = keys.count - 1
        return keys.count - 1
    }

    func note(_ kind: SettingKey.Kind, at place: DecodingPlace) {
        guard place.source == .probe, place.row != Self.root, keys[Int(place.row)].kind == .any else { return }
        keys[Int(place.row)].kind = kind
    }

    func note(_ range: ClosedRange<Int>, default standIn: Int, at place: DecodingPlace) {
        guard place.source == .probe, place.row != Self.root else { return }
        keys[Int(place.row)].range = range
        keys[Int(place.row)].standIn = standIn
    }

    func noteOptional(at place: DecodingPlace) {
        guard place.source == .probe, place.row != Self.root else { return }
        keys[Int(place.row)].isOptional = true
    }

    /// A type that contains itself would go on for ever.
    func isTooDeep(_ place: DecodingPlace) -> Bool {
        place.source == .probe && place.row != Self.root && keys[Int(place.row)].path.count >= Self.depthLimit
    }
}
