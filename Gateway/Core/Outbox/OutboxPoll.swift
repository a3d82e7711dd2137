import System

/// The worker's epoll set: connections by slot and generation, so that a late event cannot reach a later connection.
final class OutboxPoll {
    private static let wakeUpSlot = UInt32.max

    private let epoll: Epoll
    private var connections: [ProviderConnection?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [Int] = []

    /// - Parameter wakeUp: the descriptor whose events mean mail.
    init(wakeUp: Int32) throws(SystemError) {
        epoll = try Epoll()
        try epoll.add(wakeUp, .readable, tag: UInt64(Self.wakeUpSlot))
    }

    /// Starts to watch a connection's socket.
    func add(_ connection: ProviderConnection, _ number: Int32) throws(SystemError) -> MemberKey {
        let slot = freeSlots.popLast() ?? newSlot()
        generations[slot] &+= 1
        let key = MemberKey(slot: UInt32(slot), generation: generations[slot])
        do throws(SystemError) {
            try epoll.add(number, .writable, tag: key.tag)
        } catch {
            freeSlots.append(slot)
            throw error
        }
        connections[slot] = connection
        return key
    }

    /// Watches for something else from now on.
    func change(_ key: MemberKey, _ number: Int32, _ readiness: IOResult.Readiness) {
        epoll.change(number, readiness == .readable ? .readable : .writable, tag: key.tag)
    }

    /// Forgets a connection. To be called before its socket is closed.
    func remove(_ key: MemberKey, _ number: Int32) {
        epoll.remove(number)
        connections[Int(key.slot)] = nil
        freeSlots.append(Int(key.slot))
    }

    /// Waits, then tells connections that are ready.
    func wait(timeoutMilliseconds: Int32) {
        for index in 0..<epoll.wait(timeoutMilliseconds: timeoutMilliseconds) {
            let key = MemberKey(tag: epoll.event(index).tag)
            guard key.slot != Self.wakeUpSlot, generations[Int(key.slot)] == key.generation else { continue }
            connections[Int(key.slot)]?.ready()
        }
    }

    private func newSlot() -> Int {
        connections.append(nil)
        generations.append(0)
        return connections.count - 1
    }
}
