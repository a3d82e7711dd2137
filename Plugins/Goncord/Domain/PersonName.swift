import Kit

/// A first, last or second name: at most 100 characters of any script, none of them a control character.
typealias PersonName = BoundedLine<0, 100>
