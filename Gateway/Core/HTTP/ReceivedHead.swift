/// The head of an answer that the gateway got: a copy of its text, and where in it the fields stand.
package struct ReceivedHead: Sendable, Equatable {
    /// 200 to 599; 0 before it was read.
    package internal(set) var status = 0
    /// The status line and the field lines, with their line ends.
    package internal(set) var bytes: [UInt8] = []
    /// In the order sent, duplicates kept.
    package internal(set) var fields: [RequestHead.Field] = []

    package init() {}

    /// Of which nothing else is known.
    init(status: Int) { self.status = status }

    /// Every value of that name, in the order sent, as ranges of `bytes`.
    /// - Parameter name: in lower case.
    package func values(of name: String) -> [Range<Int>] {
        fields.filter { bytes.span.extracting($0.name).isEqual(toLowercase: name) }.map(\.value)
    }

    /// The members of a list, from all fields of that name (RFC 9110 §5.6.1), as ranges of `bytes`. Empty ones too.
    /// - Parameter name: in lower case.
    func items(of name: String) -> [Range<Int>] {
        var items: [Range<Int>] = []
        for value in values(of: name) {
            var start = value.lowerBound
            while start <= value.upperBound {
                let comma = bytes.span.firstIndex(of: UInt8(ascii: ","), in: start..<value.upperBound)
                let end = comma ?? value.upperBound
                items.append(bytes.span.trimmed(start..<end))
                start = end + 1
            }
        }
        return items
    }
}
