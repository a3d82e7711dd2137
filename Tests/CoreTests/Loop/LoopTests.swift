@testable import Core
import Kit
import System
import TestSupport
import Testing

/// One loop on the test's own thread: each test ends it.
struct LoopTests {
    /// Nothing but the loop.
    private final class NoTurns: LoopTurns {
        private(set) var finishCount = 0
        var dueNanoseconds: UInt64? { nil }
        func beginTurn(nowNanoseconds: UInt64) {}
        func endTurn(nowNanoseconds: UInt64) {}
        func finish() { finishCount += 1 }
    }

    /// Writes down what happens to it.
    private final class Member: LoopMember {
        private(set) var seen: [String] = []
        var holds = true
        var leavesWhenDrained = false
        var onTurn: (Member) -> Void = { _ in }

        override var holdsLoop: Bool { holds }

        override func deadlinePassed() {
            seen.append("late")
            setDeadline(.max)
            onTurn(self)
        }
        override func anotherTurn() {
            seen.append("turn")
            onTurn(self)
        }
        override func completed(_ stream: UInt32, _ completion: Completion) { seen.append("completed \(stream)") }
        override func resume(_ stream: UInt32) { seen.append("resumed \(stream)") }
        override func drain() {
            seen.append("drain")
            if leavesWhenDrained { loop.remove(self) }
        }
        override func abandon() {
            seen.append("abandon")
            loop.giveAnotherTurn(to: self)
        }
    }

    private let mailbox: Mailbox
    private let turns = NoTurns()
    private let loop: Loop

    init() throws {
        mailbox = try Mailbox()
        loop = try Loop(mailbox: mailbox, turns: turns)
    }

    private func makeMember(holdingLoop holds: Bool = true) -> Member {
        let member = Member(on: loop)
        member.holds = holds
        loop.add(member)
        return member
    }

    /// Runs the loop, and ends it as soon as it is drained.
    private func runUntilDrained() { loop.run { mailbox.post(.stop) } }

    @Test func lettersReachTheMemberTheyAreForAndNoLaterOneInItsPlace() throws {
        let first = makeMember()
        let key = try #require(first.key)
        #expect(loop.member(key, as: Member.self) === first)
        #expect(loop.member(key, as: Acceptor.self) == nil)
        #expect(loop.remove(first) && !loop.remove(first))
        let second = makeMember(holdingLoop: false)
        let other = makeMember(holdingLoop: false)
        #expect(loop.member(key, as: Member.self) == nil, "another is in its place")
        #expect(second.key?.slot == key.slot && second.key?.generation != key.generation)
        mailbox.post(.completed(key, stream: 1, .success(Reply())))
        mailbox.post(.resumed(key, stream: 1))
        mailbox.post(.resumed(MemberKey(slot: 77, generation: 1), stream: 1))
        mailbox.post(.completed(try #require(second.key), stream: 2, .success(Reply())))
        mailbox.post(.resumed(try #require(other.key), stream: 3))
        mailbox.post(.stop)
        loop.run()
        #expect(first.seen.isEmpty)
        #expect(second.seen == ["completed 2", "abandon"])
        #expect(other.seen == ["resumed 3", "abandon"])
        #expect(turns.finishCount == 1)
    }

    @Test func aDrainIsOverWhenNobodyHoldsTheLoopWhichGoesOnUntilItIsStopped() {
        let quick = makeMember()
        quick.leavesWhenDrained = true
        let slow = makeMember()
        slow.onTurn = { $0.loop.remove($0) }
        let idle = makeMember(holdingLoop: false)
        idle.onTurn = { _ in mailbox.post(.stop) }
        mailbox.post(.drain)
        mailbox.post(.work { loop in #expect(loop.isDraining) })
        slow.setDeadline(1)
        loop.run {
            #expect(slow.seen == ["drain", "late"])
            #expect(idle.seen == ["drain"])
            loop.giveAnotherTurn(to: idle)
        }
        #expect(quick.seen == ["drain"])
        #expect(idle.seen == ["drain", "turn", "abandon"])
        #expect(turns.finishCount == 1)
    }

    @Test func whoHoldsALoopThatIsStoppedHasTwoSeconds() throws {
        let clock = ManualClock()
        let loop = try Loop(mailbox: mailbox, clock: clock)
        let member = Member(on: loop)
        loop.add(member)
        var milliseconds = 0
        member.onTurn = { member in
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

    @Test func whoNeedsLessThanTwoSecondsIsNotWaitedForLonger() throws {
        let clock = ManualClock()
        let loop = try Loop(mailbox: mailbox, clock: clock)
        let member = Member(on: loop)
        loop.add(member)
        member.onTurn = { $0.loop.remove($0) }
        mailbox.post(.stop)
        loop.run()
        #expect(member.seen == ["abandon", "turn"])
        #expect(clock.now == ManualClock().now)
    }

    @Test func whoAsksForAnotherTurnGetsOneInTheNext() {
        let member = makeMember()
        let neighbour = makeMember()
        member.onTurn = { member in
            if member.seen.count < 3 { return member.loop.giveAnotherTurn(to: member) }
            member.loop.remove(member)
            neighbour.loop.remove(neighbour)
        }
        loop.giveAnotherTurn(to: member)
        mailbox.post(.drain)
        runUntilDrained()
        #expect(member.seen.filter { $0 == "turn" }.count == 2)
        #expect(neighbour.seen == ["drain"])
    }

    @Test func aDeadlineThatIsMovedAwayDoesNotPass() {
        let member = makeMember(holdingLoop: false)
        let last = makeMember(holdingLoop: false)
        last.onTurn = { _ in self.mailbox.post(.stop) }
        member.setDeadline(1)
        member.setDeadline(.max)
        last.setDeadline(1)
        loop.run()
        #expect(member.seen == ["abandon"])
        #expect(last.seen == ["late", "abandon"])
    }

    @Test func aMemberThatHasLeftHearsNothingMore() {
        let member = makeMember()
        member.setDeadline(1)
        loop.remove(member)
        loop.remove(member)
        let last = makeMember(holdingLoop: false)
        last.onTurn = { _ in self.mailbox.post(.stop) }
        last.setDeadline(1)
        loop.run()
        #expect(member.seen.isEmpty)
        #expect(last.seen == ["late", "abandon"])
    }
}
