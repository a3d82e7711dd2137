extension DecodingRun {
    /// A value of any type. Reports what is wrong with it and goes on with a placeholder.
    /// - Throws: `Stop` when its type has none.
    func decode<Value: Decodable>(_ type: Value.Type, at place: DecodingPlace) throws -> Value {
        let before = problems.count
        do {
            return try Value(from: CollectingDecoder(run: self, place: place))
        } catch {
            forgetKeys(in: place)
            if error is Stop { throw error }
            // What follows from a placeholder is not the sender's mistake.
            if problems.count == before { report(words(for: error, type), at: place) }
            return try placeholder(type)
        }
    }

    /// What a key that is absent or `null` gives, where the type does not say that it may be.
    func decodeAbsent<Value: Decodable>(_ type: Value.Type, _ key: String, in place: DecodingPlace) throws -> Value {
        if let type = type as? any DecodableWhenAbsent.Type,
            let value = type.init(isNull: find(key, in: place) != nil) as? Value
        {
            return value
        }
        if !(type is any AbsenceAllowing.Type) { reportMissing(key, in: place) }
        return try placeholder(type)
    }

    /// Stands in for a value that is missing or wrong: it is never seen, for the report is not empty.
    private func placeholder<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let type = type as? any CaseIterable.Type, let value = type.firstCase as? Value { return value }
        do {
            return try Value(from: CollectingDecoder(run: self, place: .nothing))
        } catch {
            throw Stop()
        }
    }

    private func words(for error: any Error, _ type: Any.Type) -> String {
        if let rule = error as? BrokenRule { return rule.text }
        if let type = type as? any CaseIterable.Type, let names = type.rawTexts {
            return "must be one of " + names.joined(separator: ", ")
        }
        return type is any RawRepresentable.Type ? "is not one of the values allowed" : "is not valid"
    }
}

extension CaseIterable {
    fileprivate static var firstCase: Self? { allCases.first }

    /// The raw values of an enum of strings or integers as JSON.
    fileprivate static var rawTexts: [String]? {
        let cases = allCases.compactMap { $0 as? any RawRepresentable }
        guard !cases.isEmpty else { return nil }
        return cases.map { $0.rawText }
    }
}

extension RawRepresentable {
    fileprivate var rawText: String {
        (rawValue as? String).map { "\"\($0)\"" } ?? "\(rawValue)"
    }
}

/// `Optional`, asked for like a type that is required.
private protocol AbsenceAllowing {}

extension Optional: AbsenceAllowing {}

/// A type that tells an absent key from `null`, and both from a value.
protocol DecodableWhenAbsent {
    init(isNull: Bool)
}
