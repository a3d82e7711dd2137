import System

/// The connections of one run, in the order of the lines that they were made from.
final class Crowd {
    private let epoll: Epoll
    private var peers: [Peer] = []
    /// Goes on from run to run.
    private var counter = Clock.monotonicNanoseconds()

    init(port: String, lines: [String]) throws {
        epoll = try Epoll(capacity: 512)
        for (tag, line) in lines.enumerated() {
            let parts = line.split(separator: "\t", maxSplits: 1)
            let peer = try Peer(port: port, path: String(parts[0]), text: String(parts[1]))
            try epoll.add(peer.number, .readable, tag: UInt64(tag))
            peers.append(peer)
        }
    }

    private func send(_ peer: Peer) throws {
        counter += 1
        try peer.send(counter: counter)
    }

    /// All send, so that there is something to answer.
    func begin() throws { for peer in peers { try send(peer) } }

    /// - Returns: how many answers came.
    func exchange(seconds: Double) throws -> Int {
        let end = Clock.monotonicNanoseconds() + UInt64(seconds * 1e9)
        var count = 0
        while Clock.monotonicNanoseconds() < end {
            for index in 0..<epoll.wait(timeoutMilliseconds: 100) {
                let peer = peers[Int(epoll.event(index).tag)]
                let found = try peer.read()
                for _ in 0..<found { try send(peer) }
                count += found
            }
        }
        return count
    }

    /// The last connection sends, and all others receive.
    /// - Returns: for each message that all have got, the nanoseconds from when it was sent.
    func broadcast(perSecond: Double, count: Int) throws -> [UInt64] {
        guard let sender = peers.last else { return [] }
        for peer in peers { peer.frameCount = 0 }
        let receiverCount = peers.count - 1
        var missing = [Int](repeating: receiverCount, count: count)
        var sentNanoseconds = [UInt64](repeating: 0, count: count)
        var taken: [UInt64] = []
        var sentCount = 0
        let start = Clock.monotonicNanoseconds()
        let limit = start + UInt64(Double(count) / perSecond * 1e9) + 30_000_000_000
        while taken.count < count, Clock.monotonicNanoseconds() < limit {
            let elapsed = Clock.monotonicNanoseconds() - start
            while sentCount < count, Double(elapsed) >= Double(sentCount) / perSecond * 1e9 {
                sentNanoseconds[sentCount] = Clock.monotonicNanoseconds()
                try send(sender)
                sentCount += 1
            }
            for index in 0..<epoll.wait(timeoutMilliseconds: sentCount < count ? 1 : 100) {
                let peer = peers[Int(epoll.event(index).tag)]
                let first = peer.frameCount
                let found = try peer.read()
                guard peer !== sender else { continue }
                for message in first..<first + found {
                    missing[message] -= 1
                    if missing[message] == 0 { taken.append(Clock.monotonicNanoseconds() - sentNanoseconds[message]) }
                }
            }
        }
        return taken
    }
}
