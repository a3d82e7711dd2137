/// Columns of text, each as wide as its widest cell.
struct TextTable {
    private var rows: [[String]]

    /// - Parameter header: one word for each column.
    init(_ header: [String]) { rows = [header] }

    /// - Parameter row: as many cells as the header has.
    mutating func add(_ row: [String]) {
        precondition(row.count == rows[0].count, "a row has a cell for each column")
        rows.append(row)
    }

    /// Lines with line ends; nothing is padded at their ends.
    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
