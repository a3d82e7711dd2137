/// Names with what they mean, in two columns.
struct HelpList {
    /// Without line ends.
    let lines: [String]

    init(_ rows: [(name: String, meaning: String)]) {
        let width = rows.map(\.name.count).max() ?? 0
        lines = rows.map { row in
            "  " + row.name + String(repeating: " ", count: width - row.name.count + 3) + row.meaning
        }
    }

    /// Without a line end at its end.
    var text: String { lines.joined(separator: "\n") }
}
