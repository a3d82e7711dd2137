/// The exchanges of one connection that are not answered yet, by stream. HTTP/1.1 has one at a time, which costs no
/// dictionary.
struct ExchangeTable {
    private var first: ExchangeBox?
    private var others: [StreamID: ExchangeBox] = [:]

    var isEmpty: Bool { first == nil && others.isEmpty }

    var all: [ExchangeBox] { (first.map { [$0] } ?? []) + others.values }

    /// What they take of memory.
    var held: HeldBytes {
        let others = others.isEmpty ? HeldBytes() : others.values.reduce(HeldBytes()) { $0 + $1.held }
        return first.map { $0.held + others } ?? others
    }

    subscript(stream: StreamID) -> ExchangeBox? {
        if let first, first.stream == stream { return first }
        return others.isEmpty ? nil : others[stream]
    }

    mutating func add(_ box: ExchangeBox) {
        if first == nil { first = box } else { others[box.stream] = box }
    }

    mutating func remove(_ stream: StreamID) {
        if let first, first.stream == stream {
            self.first = nil
        } else {
            others[stream] = nil
        }
    }
}
