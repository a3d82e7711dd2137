import System

/// A log's open file, for the thread that writes. What the file does not take is lost, counted, and said in the stream
/// as soon as it takes bytes again: `{"ts":…,"event":"log.dropped","lines":7}`.
struct LogStream: ~Copyable {
    private var file: AppendingFile
    /// The rest of a line whose beginning the file took before it refused. It goes first, so that every line is whole.
    private var torn: [UInt8] = []
    /// How many lines are lost with it, should the file be left before.
    private var tornLines = 0
    /// Lost, and not said yet.
    private var lostLines = 0

    init(_ file: consuming AppendingFile) { self.file = file }

    /// Lines are lost, and the file takes no record of that yet.
    var hasLoss: Bool { lostLines > 0 }

    /// Writes whole lines, each ended by LF.
    mutating func append(_ lines: [UInt8]) {
        guard settle() else { return lostLines += Self.count(lines[...]) }
        let written = file.appendWhatFits(lines[...])
        if written < lines.count { keepRest(of: lines, from: written, lines: 1) }
    }

    /// Says that so many lines were lost elsewhere, after those that were appended.
    mutating func noteLost(_ lines: Int) {
        lostLines += lines
        _ = settle()
    }

    /// Writes to another file from now on.
    mutating func goOn(in other: consuming AppendingFile) {
        file = other
        lostLines += tornLines
        torn = []
        tornLines = 0
    }

    /// Writes what was left over.
    /// - Returns: `false` when the file does not take it.
    private mutating func settle() -> Bool {
        if !torn.isEmpty {
            torn.removeFirst(file.appendWhatFits(torn[...]))
            guard torn.isEmpty else { return false }
            tornLines = 0
        }
        guard lostLines > 0 else { return true }
        let record = Self.dropRecord(lostLines)
        let written = file.appendWhatFits(record[...])
        guard written > 0 else { return false }
        let said = lostLines
        lostLines = 0
        if written < record.count { keepRest(of: record, from: written, lines: said) }
        return torn.isEmpty
    }

    /// - Parameter tornLines: how many lines the one that is torn stands for.
    private mutating func keepRest(of lines: [UInt8], from start: Int, lines tornLines: Int) {
        var rest = lines[start...]
        if start > 0, lines[start - 1] != UInt8(ascii: "\n") {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            torn = Array(rest[..<end])
            self.tornLines = tornLines
            rest = rest[end...]
        }
        lostLines += Self.count(rest)
    }

    private static func count(_ lines: ArraySlice<UInt8>) -> Int { lines.count { $0 == UInt8(ascii: "\n") } }

    private static func dropRecord(_ count: Int) -> [UInt8] {
        var line: [UInt8] = Array("{\"ts\":\"".utf8)
        TimestampText.append(milliseconds: Clock.wallMilliseconds(), to: &line)
        line.append(contentsOf: "\",\"event\":\"log.dropped\",\"lines\":\(count)}\n".utf8)
        return line
    }
}
