/// Names and values that came as text, as a document whose values are strings and lists of strings.
///
/// `name=a` is a string; `name=a&name=b` and `name[]=a` are lists.
struct TextFields {
    /// Empty when there is no pair.
    let document: JSONDocument
    /// What is wrong with a name's value before any type looks at it.
    let flaws: [String: String]

    /// More pairs than this are no honest form.
    static let pairLimit = 1_000

    static let empty = TextFields(TextFieldsBuilder())

    /// More pairs than the limit.
    struct TooMany: Error {}

    /// A path's parameters, percent-encoded as they stand there.
    init(path values: [(name: String, value: String)]) {
        var builder = TextFieldsBuilder()
        for (name, value) in values { builder.append(name, PercentCoding.decode(value.utf8.span, plusIsSpace: false)) }
        self.init(builder)
    }

    /// `application/x-www-form-urlencoded` (WHATWG URL §5.1), a query or a body.
    init(form text: Span<UInt8>) throws(TooMany) {
        var builder = TextFieldsBuilder()
        var start = 0
        var pairs = 0
        while start < text.count {
            let end = text.firstIndex(of: 0x26, from: start) ?? text.count
            if end > start {
                pairs += 1
                guard pairs <= Self.pairLimit else { throw TooMany() }
                builder.append(pair: text.extracting(start..<end))
            }
            start = end + 1
        }
        self.init(builder)
    }

    private init(_ builder: TextFieldsBuilder) {
        document = builder.makeDocument()
        flaws = builder.flaws
    }
}
