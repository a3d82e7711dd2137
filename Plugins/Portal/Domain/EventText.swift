import Kit

/// An event's title: 1 to 1,000 characters.
typealias EventTitle = BoundedText<1, 1_000>

/// An event's message: 1 to 10,000 characters.
typealias EventMessage = BoundedText<1, 10_000>
