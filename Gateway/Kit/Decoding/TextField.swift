/// What came as text under one name, in a path, a query or a form.
struct TextField {
    /// Without the `[]` that makes it a list.
    let name: String
    private let first: String
    private var others: [String] = []
    /// `name[]=a`, or `name=a&name=b`.
    private(set) var isList: Bool
    /// One of its values is not UTF-8.
    private(set) var isBroken = false

    init(_ name: String, _ value: String?, isList: Bool) {
        self.name = name
        first = value ?? ""
        self.isList = isList
        isBroken = value == nil
    }

    var count: Int { 1 + others.count }

    /// The texts in their order.
    subscript(index: Int) -> String { index == 0 ? first : others[index - 1] }

    mutating func append(_ value: String?) {
        guard let value else {
            isBroken = true
            return
        }
        others.append(value)
        isList = true
    }
}
