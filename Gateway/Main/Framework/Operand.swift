/// An argument that is known by its position.
struct Operand: Sendable {
    /// As help shows it: `NAME`.
    let name: String
    /// One sentence.
    let summary: String
    /// It may be left out, with all that follow.
    let isOptional: Bool

    init(_ name: String, _ summary: String, isOptional: Bool = false) {
        self.name = name
        self.summary = summary
        self.isOptional = isOptional
    }

    /// `NAME` or `[NAME]`, as usage has it.
    var usage: String { isOptional ? "[\(name)]" : name }
}
