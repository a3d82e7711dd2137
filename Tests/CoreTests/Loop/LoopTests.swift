@testable import Core
import Kit
import System
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
        var leavesWhenDrained = true
        var onTurn: (Member) -> Void = { _ in }

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
        override func abandon() { seen.append("abandon") }
    }

    private let mailbox: Mailbox
    private let turns = NoTurns()
    private let loop: Loop

    init() throws {
        mailbox = try Mailbox()
        loop = try Loop(mailbox: mailbox, turns: turns)
    }

    private func makeMember() -> Member {
        let member = Member(on: loop)
        loop.add(member)
        return member
    }

    @Test func lettersReachTheMemberTheyAreForAndNoLaterOneInItsPlace() throws {
        let first = makeMember()
        let key = try #require(first.key)
        loop.remove(first)
        let second = makeMember()
        let other = makeMember()
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

    @Test func aDrainedLoopEndsWithItsLastMember() {
        let quick = makeMember()
        let slow = makeMember()
        slow.leavesWhenDrained = false
        slow.onTurn = { $0.loop.remove($0) }
        mailbox.post(.drain)
        mailbox.post(.work { loop in #expect(loop.isDraining) })
        slow.setDeadline(1)
        loop.run()
        #expect(quick.seen == ["drain"])
        #expect(slow.seen == ["drain", "late"])
        #expect(turns.finishCount == 1)
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
        member.leavesWhenDrained = false
        neighbour.leavesWhenDrained = false
        loop.run()
        #expect(member.seen.filter { $0 == "turn" }.count == 2)
        #expect(neighbour.seen == ["drain"])
    }

    @Test func aDeadlineThatIsMovedAwayDoesNotPass() {
        let member = makeMember()
        let last = makeMember()
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
        let last = makeMember()
        last.onTurn = { _ in self.mailbox.post(.stop) }
        last.setDeadline(1)
        loop.run()
        #expect(member.seen.isEmpty)
        #expect(last.seen == ["late", "abandon"])
    }
}
