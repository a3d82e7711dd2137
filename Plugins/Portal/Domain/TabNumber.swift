import Kit

/// A person's number on the payroll (`tab_no`): 1 to 32 characters, none of them a control character.
typealias TabNumber = BoundedLine<1, 32>
