import Kit
package import System

/// What is done around each turn of a loop, on its thread.
package protocol LoopTurns: AnyObject {
    /// The loop must not sleep beyond that moment; `nil` when nothing waits.
    var dueNanoseconds: UInt64? { get }
    /// Events have come.
    func beginTurn(nowNanoseconds: UInt64)
    /// All events of the turn have been handled.
    func endTurn(nowNanoseconds: UInt64)
    /// The loop ends.
    func finish()
}

/// One thread's share of the work: an epoll set, a clock, and its members with their deadlines.
///
/// A member lives and dies on one loop, so nothing here is locked. Made and used on the loop's thread alone. What the
/// members are for is not its business.
package final class Loop {
    private static let mailboxTag = UInt64(UInt32.max)
    /// How long a loop that is stopped waits for members that hold it.
    private static let settleNanoseconds: UInt64 = 2_000_000_000

    private let epoll: Epoll
    private let turns: (any LoopTurns)?
    private let clock: any LoopClock
    private var members: LoopMembers
    private var letters: [Mailbox.Letter] = []
    /// Members with bytes at hand that epoll does not see.
    private var eager: [LoopMember] = []
    private var isStopped = false

    /// What is in flight is finished, nothing new is taken.
    private(set) var isDraining = false
    /// How other threads reach it.
    let mailbox: Mailbox
    /// Buffers lent to members.
    let buffers = BufferPool()
    /// The moment at which the current turn began.
    private(set) var nowNanoseconds: UInt64

    /// - Parameter turns: hears of each turn.
    package init(
        mailbox: Mailbox, turns: (any LoopTurns)? = nil, clock: any LoopClock = KernelClock()
    ) throws(SystemError) {
        self.mailbox = mailbox
        self.turns = turns
        self.clock = clock
        nowNanoseconds = clock.monotonicNanoseconds()
        members = LoopMembers(nowNanoseconds: nowNanoseconds)
        epoll = try Epoll()
        try epoll.add(mailbox.number, .readable, tag: Self.mailboxTag)
    }

    /// The wall clock's time.
    var now: Timestamp { Timestamp(milliseconds: clock.wallMilliseconds()) }

    /// Runs until told to stop.
    /// - Parameter drained: called once, when it is told to drain and no member holds it any more, or else at the end.
    package func run(drained: () -> Void = {}) {
        while !isStopped, !isDraining || members.holdLoop { turn() }
        drained()
        while !isStopped { turn() }
        for member in members.all { member.abandon() }
        let end = nowNanoseconds + Self.settleNanoseconds
        while members.holdLoop, nowNanoseconds < end { turn(until: end) }
        members = LoopMembers(nowNanoseconds: nowNanoseconds)
        turns?.finish()
    }

    /// Waits until something happens or is due, and has it handled.
    private func turn(until end: UInt64 = .max) {
        let eventCount = epoll.wait(timeoutMilliseconds: sleepMilliseconds(until: end))
        nowNanoseconds = clock.monotonicNanoseconds()
        turns?.beginTurn(nowNanoseconds: nowNanoseconds)
        for index in 0..<eventCount { handle(epoll.event(index)) }
        giveAnotherTurn()
        for member in members.takeLate(nowNanoseconds: nowNanoseconds) {
            member.deadlinePassed()
            if member.deadlineNanoseconds < .max { members.schedule(member) }
        }
        turns?.endTurn(nowNanoseconds: nowNanoseconds)
    }

    private func sleepMilliseconds(until end: UInt64) -> Int32 {
        if !eager.isEmpty { return 0 }
        var nanoseconds = members.nanosecondsToNextDeadline(from: nowNanoseconds)
        let due = min(turns?.dueNanoseconds ?? .max, end)
        if due < .max {
            let rest = due > nowNanoseconds ? due - nowNanoseconds : 0
            nanoseconds = min(nanoseconds ?? rest, rest)
        }
        guard let nanoseconds else { return -1 }
        return Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
    }

    private func handle(_ event: (tag: UInt64, readiness: Epoll.Interest)) {
        if event.tag == Self.mailboxTag { return readMail() }
        members[MemberKey(tag: event.tag)]?.ready(event.readiness)
    }

    private func giveAnotherTurn() {
        guard !eager.isEmpty else { return }
        var members: [LoopMember] = []
        swap(&members, &eager)
        for member in members { member.anotherTurn() }
    }

    private func readMail() {
        mailbox.collect(into: &letters)
        for letter in letters {
            switch letter {
            case .completed(let key, let stream, let completion): members[key]?.completed(stream, completion)
            case .resumed(let key, let stream): members[key]?.resume(stream)
            case .work(let work): work(self)
            case .drain:
                isDraining = true
                for member in members.all { member.drain() }
            case .stop: isStopped = true
            }
        }
        letters.removeAll(keepingCapacity: true)
    }
}

// MARK: Members

extension Loop {
    /// Takes a member in, and watches a descriptor for it.
    /// - Throws: when epoll does not take it; the member is not there then.
    func add(_ member: LoopMember, watching descriptor: Int32, for interest: Epoll.Interest) throws(SystemError) {
        let key = members.add(member)
        do throws(SystemError) { try epoll.add(descriptor, interest, tag: key.tag) } catch {
            _ = members.remove(member)
            throw error
        }
    }

    /// Takes a member in that has deadlines and letters only.
    @discardableResult
    func add(_ member: LoopMember) -> MemberKey { members.add(member) }

    /// Watches a member's descriptor for something else from now on.
    func watch(_ member: LoopMember, _ descriptor: Int32, for interest: Epoll.Interest) {
        if let key = member.key { epoll.change(descriptor, interest, tag: key.tag) }
    }

    /// Watches a descriptor again for its member, after `unwatch`.
    func rewatch(_ member: LoopMember, _ descriptor: Int32, for interest: Epoll.Interest) throws(SystemError) {
        if let key = member.key { try epoll.add(descriptor, interest, tag: key.tag) }
    }

    /// Watches a descriptor no longer.
    func unwatch(_ descriptor: Int32) { epoll.remove(descriptor) }

    /// Forgets a member. Its slot goes to a later one, with another generation.
    /// - Returns: whether it was there.
    @discardableResult
    func remove(_ member: LoopMember) -> Bool { members.remove(member) }

    /// The member that a letter is for, if it is still there.
    func member<Member: LoopMember>(_ key: MemberKey, as type: Member.Type) -> Member? { members[key] as? Member }

    /// All members of a kind.
    func members<Member>(as type: Member.Type) -> [Member] { members.all.compactMap { $0 as? Member } }

    /// Gives a member another turn in the loop's next one, when others have had theirs.
    func giveAnotherTurn(to member: LoopMember) { eager.append(member) }

    /// Has a member looked at no later than a tick after its deadline.
    func schedule(_ member: LoopMember) { members.schedule(member) }
}

@available(*, unavailable)
extension Loop: Sendable {}
