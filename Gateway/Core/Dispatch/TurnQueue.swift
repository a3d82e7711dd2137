/// What callers wait for, each network's in its order, and the networks in turn: a crowd of calls from one address
/// delays another one's by a single call.
///
/// No network has more than half of the places, so that those who come when one fills its own still find some.
struct TurnQueue<Element> {
    private let limit: Int
    /// What each network waits for, the oldest first.
    private var lines: [UInt64: [Element]] = [:]
    /// The networks that wait, the next one first.
    private var turns: [UInt64] = []
    private var count = 0

    /// - Parameter limit: how much may wait.
    init(limit: Int) { self.limit = limit }

    /// - Parameter network: as `SocketAddress.network` has it.
    /// - Returns: `false` when all places that it may have are taken.
    mutating func append(_ element: Element, of network: UInt64) -> Bool {
        guard count < limit, lines[network, default: []].count < (limit + 1) / 2 else { return false }
        if lines[network] == nil { turns.append(network) }
        lines[network, default: []].append(element)
        count += 1
        return true
    }

    /// Takes what is next.
    mutating func next() -> Element? {
        guard let network = turns.first, var line = lines.removeValue(forKey: network) else { return nil }
        turns.removeFirst()
        let element = line.removeFirst()
        count -= 1
        if !line.isEmpty {
            lines[network] = line
            turns.append(network)
        }
        return element
    }

    mutating func removeAll() { self = TurnQueue(limit: limit) }
}
