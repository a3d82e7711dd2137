import System

/// What lives on a loop: a client's connection, a listener, a connection to another server, or something with a
/// deadline alone. The loop tells it what happens; all of it on the loop's thread.
package class LoopMember {
    /// The loop lets go of its members, so strong references both ways make no leak.
    let loop: Loop
    /// Its place on the loop; `nil` before it is added.
    fileprivate(set) var key: MemberKey?
    /// When it wants `deadlinePassed`, on the monotonic clock. Set with `setDeadline`.
    private(set) var deadlineNanoseconds = UInt64.max
    /// The tick at which the loop looks here next.
    fileprivate var scheduledTick = UInt64.max

    init(on loop: Loop) { self.loop = loop }

    /// A loop that drains, or is stopped, waits for it: for two seconds at most once it is stopped.
    var holdsLoop: Bool { true }

    /// epoll saw something.
    func ready(_ readiness: Epoll.Interest) {}

    /// The deadline has passed, by less than a tick of the loop's wheel.
    func deadlinePassed() {}

    /// It asked for another turn, and the others have had theirs.
    func anotherTurn() {}

    /// An operation that ran elsewhere for one of its exchanges has ended.
    func completed(_ stream: UInt32, _ completion: Completion) {}

    /// What a stage of one of its exchanges waited for has come.
    func resume(_ stream: UInt32) {}

    /// The gateway is stopping: finish what is in flight, then leave the loop.
    func drain() {}

    /// The loop is stopped: end what is in flight, without waiting for what runs elsewhere, and leave the loop. One
    /// that has to wait a moment all the same holds the loop.
    func abandon() {}

    /// Sets the moment of `deadlinePassed`; `UInt64.max` is never.
    final func setDeadline(_ nanoseconds: UInt64) {
        deadlineNanoseconds = nanoseconds
        if nanoseconds < .max { loop.schedule(self) }
    }
}

@available(*, unavailable)
extension LoopMember: Sendable {}

/// The members of one loop, by slot and generation, with their deadlines.
struct LoopMembers {
    private var slots: [LoopMember?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [Int] = []
    private var wheel: DeadlineWheel

    init(nowNanoseconds: UInt64) { wheel = DeadlineWheel(nowNanoseconds: nowNanoseconds) }

    subscript(key: MemberKey) -> LoopMember? {
        let slot = Int(key.slot)
        guard slot < slots.count, generations[slot] == key.generation else { return nil }
        return slots[slot]
    }

    /// A copy: members may leave while it is gone through.
    var all: [LoopMember] { slots.compactMap { $0 } }

    /// Gives it a slot, with another generation than the one before it there.
    mutating func add(_ member: LoopMember) -> MemberKey {
        let slot = freeSlots.popLast() ?? newSlot()
        generations[slot] &+= 1
        let key = MemberKey(slot: UInt32(slot), generation: generations[slot])
        member.key = key
        slots[slot] = member
        return key
    }

    private mutating func newSlot() -> Int {
        slots.append(nil)
        generations.append(0)
        return slots.count - 1
    }

    /// - Returns: whether it was there.
    mutating func remove(_ member: LoopMember) -> Bool {
        guard let key = member.key, self[key] === member else { return false }
        slots[Int(key.slot)] = nil
        freeSlots.append(Int(key.slot))
        return true
    }

    /// Whether one of them holds the loop.
    var holdLoop: Bool { slots.contains { $0?.holdsLoop ?? false } }

    // MARK: - Deadlines

    /// Has the member looked at no later than a tick after its deadline.
    mutating func schedule(_ member: LoopMember) {
        guard let key = member.key else { return }
        let tick = wheel.tick(atNanoseconds: member.deadlineNanoseconds)
        guard tick < member.scheduledTick else { return }
        member.scheduledTick = tick
        wheel.add(DeadlineWheel.Entry(key: key, tick: tick))
    }

    /// Takes out the members whose deadline has passed; those with a later one are looked at again then.
    mutating func takeLate(nowNanoseconds: UInt64) -> [LoopMember] {
        var late: [LoopMember] = []
        for entry in wheel.takeDue(nowNanoseconds: nowNanoseconds) {
            guard let member = self[entry.key], member.scheduledTick == entry.tick else { continue }
            member.scheduledTick = .max
            if member.deadlineNanoseconds <= nowNanoseconds {
                late.append(member)
            } else if member.deadlineNanoseconds < .max {
                schedule(member)
            }
        }
        return late
    }

    /// How long the loop may sleep; `nil` when nothing is waited for.
    func nanosecondsToNextDeadline(from now: UInt64) -> UInt64? { wheel.nanosecondsToNext(from: now) }
}
