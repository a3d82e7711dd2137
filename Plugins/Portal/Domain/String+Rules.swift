import Kit

extension String {
    /// - Parameter counts: of characters, which are Unicode code points here.
    func checkCount(_ counts: ClosedRange<Int>) throws(BrokenRule) {
        guard counts.contains(unicodeScalars.count) else {
            throw BrokenRule("must be \(counts.lowerBound) to \(counts.upperBound) characters")
        }
    }

    /// The same, and no character may be a control character.
    func checkName(_ counts: ClosedRange<Int>) throws(BrokenRule) {
        try checkCount(counts)
        guard !unicodeScalars.contains(where: \.isControl) else {
            throw BrokenRule("must not have control characters")
        }
    }
}
