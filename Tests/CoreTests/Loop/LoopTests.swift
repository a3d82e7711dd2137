@testable import Core
import TestSupport
import Testing

/// The loop runs on the test's own thread.
struct LoopTests {
    private final class Member: LoopMember {
        var holds = true
        var isDrained = false
        var isAbandoned = false
        /// Runs in each turn that it is given.
        var inTurn: () -> Void = {}

        override var holdsLoop: Bool { holds }
        override func drain() { isDrained = true }
        override func abandon() {
            isAbandoned = true
            loop.giveAnotherTurn(to: self)
        }
        override func anotherTurn() { inTurn() }
    }

    private let clock = ManualClock()
    private let mailbox: Mailbox
    private let loop: Loop
    private let member: Member

    init() throws {
        mailbox = try Mailbox()
        loop = try Loop(mailbox: mailbox, clock: clock)
        member = Member(on: loop)
        loop.add(member)
    }

    @Test func aDrainIsOverWhenNobodyHoldsTheLoopWhichGoesOnUntilItIsStopped() {
        let other = Member(on: loop)
        other.holds = false
        loop.add(other)
        var turns = 0
        member.inTurn = {
            turns += 1
            if turns == 3 { loop.remove(member) } else { loop.giveAnotherTurn(to: member) }
        }
        loop.giveAnotherTurn(to: member)
        mailbox.post(.drain)
        var turnsAtDrain: Int?
        other.inTurn = { mailbox.post(.stop) }
        loop.run {
            turnsAtDrain = turns
            #expect(member.isDrained && other.isDrained && !other.isAbandoned)
            loop.giveAnotherTurn(to: other)
        }
        #expect(turnsAtDrain == 3)
        #expect(other.isAbandoned && !member.isAbandoned)
    }

    @Test func whoHoldsALoopThatIsStoppedHasTwoSeconds() {
        var milliseconds = 0
        member.inTurn = {
            milliseconds += 100
            clock.advance(milliseconds: 100)
            loop.giveAnotherTurn(to: member)
        }
        mailbox.post(.stop)
        var isTold = false
        loop.run { isTold = true }
        #expect(isTold, "it drains no more")
        #expect((2_000...2_100).contains(milliseconds))
    }

    @Test func whoNeedsLessIsNotWaitedForLonger() {
        member.inTurn = { loop.remove(member) }
        mailbox.post(.stop)
        loop.run()
        #expect(member.isAbandoned)
        #expect(clock.now == ManualClock().now)
    }

    @Test func aLetterReachesItsMemberOrNobody() throws {
        let key = try #require(member.key)
        #expect(loop.member(key, as: Member.self) === member)
        #expect(loop.member(key, as: Acceptor.self) == nil)
        #expect(loop.remove(member) && !loop.remove(member))
        let later = Member(on: loop)
        #expect(loop.add(later).slot == key.slot)
        #expect(loop.member(key, as: Member.self) == nil, "another is in its place")
    }
}
