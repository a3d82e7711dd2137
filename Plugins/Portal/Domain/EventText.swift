import Kit

/// An event's title: 1 to 1,000 characters.
struct EventTitle: CheckedText {
    static let placeholder = EventTitle(unchecked: "title")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(1...1_000)
        self.text = text
    }
}

/// An event's message: 1 to 10,000 characters.
struct EventMessage: CheckedText {
    static let placeholder = EventMessage(unchecked: "message")

    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(1...10_000)
        self.text = text
    }
}
