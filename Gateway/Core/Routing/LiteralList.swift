/// The texts of a tree's literal segments, each with the node that it leads to: sorted among its siblings, so that a
/// look-up among ten thousand compares fourteen numbers; and all of it plain numbers, so that it counts no reference.
struct LiteralList: Sendable {
    private struct Literal {
        let firstWord: UInt64
        let byteCount: Int
        /// Where the words after the first one are in `words`.
        let rest: Range<Int>
        let child: Int
    }

    private var literals: [Literal] = []
    private var words: [UInt64] = []

    /// Adds the literals below one node.
    /// - Parameter children: by text, none of them twice.
    /// - Returns: what `child` wants to find them.
    mutating func append(_ children: [(text: String, child: Int)]) -> Range<Int> {
        let start = literals.count
        for (text, child) in children {
            let bytes = Array(text.utf8)
            let segment = SegmentText(bytes.span)
            let rest = words.count
            for number in 1..<max(1, segment.wordCount) { words.append(segment.word(number)) }
            literals.append(
                Literal(
                    firstWord: segment.firstWord, byteCount: bytes.count, rest: rest..<words.count, child: child))
        }
        let words = words
        literals[start...].sort { left, right in
            if left.firstWord != right.firstWord { return left.firstWord < right.firstWord }
            if left.byteCount != right.byteCount { return left.byteCount < right.byteCount }
            return words[left.rest].lexicographicallyPrecedes(words[right.rest])
        }
        return start..<literals.count
    }

    /// The node that a text leads to; `nil` when it is none of the siblings.
    func child(among siblings: Range<Int>, named text: borrowing SegmentText) -> Int? {
        var low = siblings.lowerBound
        var high = siblings.upperBound
        while low < high {
            let middle = (low + high) / 2
            let order = order(of: literals[middle], to: text)
            if order == 0 { return literals[middle].child }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Negative when the literal stands before the text, positive when behind it: as `append` sorts them.
    private func order(of literal: Literal, to text: borrowing SegmentText) -> Int {
        if literal.firstWord != text.firstWord { return literal.firstWord < text.firstWord ? -1 : 1 }
        if literal.byteCount != text.byteCount { return literal.byteCount < text.byteCount ? -1 : 1 }
        for (number, place) in literal.rest.enumerated() {
            let other = text.word(number + 1)
            if words[place] != other { return words[place] < other ? -1 : 1 }
        }
        return 0
    }
}
