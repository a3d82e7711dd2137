extension JSONDecoding {
    // Each of these answers `nil` for a value that is not of its kind, which it has then reported.

    func string(_ place: JSONPlace) -> String? {
        probe?.note(.string, at: place)
        if place.kind == .string { return fields.string(place) }
        reportMismatch("must be a string", at: place)
        return nil
    }

    func bool(_ place: JSONPlace) -> Bool? {
        probe?.note(.bool, at: place)
        guard let node = node(place) else { return nil }
        if let value = isText(place) ? Self.bool(ofText: node.string) : node.bool { return value }
        reportMismatch("must be true or false", at: place)
        return nil
    }

    private static func bool(ofText text: String?) -> Bool? {
        switch text {
        case "1", "true": true
        case "0", "false": false
        default: nil
        }
    }

    func integer<Value: FixedWidthInteger>(_ place: JSONPlace) -> Value? {
        probe?.note(.integer, at: place)
        guard let node = node(place) else { return nil }
        if let exact = node.int64, let value = Value(exactly: exact) { return value }
        let text = isText(place) ? node.string ?? "" : node.rawText
        let isWhole = isText(place) ? text.isWholeNumber : node.kind == .integer
        if isWhole, let value = Value(text) { return value }
        reportMismatch(isWhole ? "must be \(Value.min) to \(Value.max)" : "must be a whole number", at: place)
        return nil
    }

    func double(_ place: JSONPlace) -> Double? {
        probe?.note(.number, at: place)
        guard let node = node(place) else { return nil }
        let value = isText(place) ? JSONDecoding.double(ofText: node.string ?? "") : node.double
        if value == nil { reportMismatch("must be a number", at: place) }
        return value
    }

    /// Takes what JSON takes as a number: no `inf`, no hexadecimal digits, no white space around it.
    private static func double(ofText text: String) -> Double? {
        guard let document = try? JSONDocument(parsing: Array(text.utf8)), document.root.range.count == text.utf8.count
        else { return nil }
        return document.root.double
    }

    /// Of texts, only a name that is repeated becomes a list.
    private func reportMismatch(_ message: String, at place: JSONPlace) {
        let isRepeated =
            isText(place) && place.kind == .array && node(place)?.elements.dropFirst().first { _ in true } != nil
        report(isRepeated ? "is given twice" : message, at: place)
    }
}

extension String {
    /// ASCII digits, perhaps after a minus sign.
    fileprivate var isWholeNumber: Bool {
        let digits = hasPrefix("-") ? utf8.dropFirst() : utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
