/// "Did you mean": the known name that a misspelt one is closest to.
package enum NearestName {
    /// Longer names are not compared; nobody mistypes so many letters.
    private static let comparedLength = 64

    /// The closest candidate, or `nil` when none is close: at most one edit for three letters. Case does not count.
    /// - Parameter candidates: in order of preference; the first of the closest wins.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars)
        guard (1...comparedLength).contains(wanted.count) else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard letters.count <= comparedLength else { continue }
            let edits = distance(wanted, letters)
            guard edits <= max(1, max(wanted.count, letters.count) / 3), edits < letters.count else { continue }
            if best.map({ edits < $0.distance }) ?? true { best = (candidate, edits) }
        }
        return best?.name
    }

    /// `; did you mean "super"?`, or `nil` when nothing is close.
    package static func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
        of(name, among: candidates).map { "; did you mean \(ConfigText.quoted($0))?" }
    }

    /// How many letters must be added, dropped, replaced or swapped with their neighbour to turn one into the other.
    static func distance<Letter: Equatable>(_ left: [Letter], _ right: [Letter]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var edits = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                let isSwap =
                    row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { edits = min(edits, beforePrevious[column - 1] + 1) }
                current.append(edits)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
