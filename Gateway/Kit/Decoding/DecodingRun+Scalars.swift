extension DecodingRun {
    // Each of these answers `nil` for a value that is not of its kind, which it has then reported.

    func string(_ place: DecodingPlace) -> String? {
        probe?.note(.string, at: place)
        if let text = text(place) ?? node(place)?.string { return text }
        reportMismatch("must be a string", at: place)
        return nil
    }

    func bool(_ place: DecodingPlace) -> Bool? {
        probe?.note(.bool, at: place)
        if let value = isText(place) ? Self.bool(ofText: text(place)) : node(place)?.bool { return value }
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

    func integer<Value: FixedWidthInteger>(_ place: DecodingPlace) -> Value? {
        probe?.note(.integer, at: place)
        let node = node(place)
        if let exact = node?.int64, let value = Value(exactly: exact) { return value }
        let text = text(place) ?? node?.rawText ?? ""
        let isWhole = isText(place) ? text.isWholeNumber : node?.kind == .integer
        if isWhole, let value = Value(text) { return value }
        reportMismatch(isWhole ? "must be \(Value.min) to \(Value.max)" : "must be a whole number", at: place)
        return nil
    }

    func double(_ place: DecodingPlace) -> Double? {
        probe?.note(.number, at: place)
        if let value = isText(place) ? text(place).flatMap(Self.double(ofText:)) : node(place)?.double { return value }
        reportMismatch("must be a number", at: place)
        return nil
    }

    /// Takes what JSON takes as a number: no `inf`, no hexadecimal digits, no white space around it.
    private static func double(ofText text: String) -> Double? {
        guard let value = JSONNumber(text)?.double, value.isFinite else { return nil }
        return value
    }

    /// The one text that came under a name.
    private func text(_ place: DecodingPlace) -> String? {
        guard isText(place), place.kind == .string else { return nil }
        return fields.field(place)[Int(place.item)]
    }

    /// Of texts, only a name that is repeated becomes a list.
    private func reportMismatch(_ message: String, at place: DecodingPlace) {
        let isRepeated = place.source == .field && place.kind == .array && fields.field(place).count > 1
        report(isRepeated ? "is given twice" : message, at: place)
    }
}

extension String {
    /// ASCII digits, perhaps after a minus sign.
    fileprivate var isWholeNumber: Bool {
        let digits = hasPrefix("-") ? utf8.dropFirst() : utf8[...]
        return !digits.isEmpty && digits.allSatisfy(\.isDigit)
    }
}
