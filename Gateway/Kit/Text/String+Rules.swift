// Rules that the texts of many inputs have in common.
extension String {
    /// - Parameter counts: how many characters it may have; they are Unicode code points.
    /// - Throws: `must be 1 to 64 characters`, or `must be at most 64 characters` where none is enough.
    public func checkCharacterCount(_ counts: ClosedRange<Int>) throws(BrokenRule) {
        guard !counts.contains(unicodeScalars.count) else { return }
        let least = counts.lowerBound == 0 ? "at most" : "\(counts.lowerBound) to"
        throw BrokenRule("must be \(least) \(counts.upperBound) characters")
    }

    /// - Throws: `must not have control characters`.
    public func checkNoControlCharacters() throws(BrokenRule) {
        guard !unicodeScalars.contains(where: \.isControl) else { throw BrokenRule("must not have control characters") }
    }

    /// It is exactly so many ASCII digits.
    public func isDigits(_ count: Int) -> Bool {
        utf8.count == count && utf8.allSatisfy(\.isDigit)
    }
}

extension Unicode.Scalar {
    /// It stands for no character (general category Cc): U+0000 to U+001F and U+007F to U+009F.
    public var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// It shows nothing of its own: it has no width, turns the direction of what follows, or is left out when shown
    /// (general category Cf, property Default_Ignorable_Code_Point).
    public var isInvisible: Bool {
        properties.generalCategory == .format || properties.isDefaultIgnorableCodePoint
    }
}
