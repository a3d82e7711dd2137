/// The exchanges of one connection that are not answered yet, by stream. HTTP/1.1 has one at a time, which costs no
/// dictionary.
struct ExchangeTable {
    private var first: Exchange?
    private var others: [StreamID: Exchange] = [:]

    var isEmpty: Bool { first == nil && others.isEmpty }

    var all: [Exchange] { (first.map { [$0] } ?? []) + others.values }

    subscript(stream: StreamID) -> Exchange? {
        if let first, first.key.stream == stream { return first }
        return others.isEmpty ? nil : others[stream]
    }

    mutating func add(_ exchange: Exchange) {
        if first == nil { first = exchange } else { others[exchange.key.stream] = exchange }
    }

    mutating func remove(_ stream: StreamID) {
        if let first, first.key.stream == stream {
            self.first = nil
        } else {
            others[stream] = nil
        }
    }
}
