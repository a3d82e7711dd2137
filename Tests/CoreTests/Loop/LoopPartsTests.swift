@testable import Core
import Kit
import System
import Testing

struct BufferPoolTests {
    @Test func aBufferThatComesBackIsLentAgainEmpty() {
        let pool = BufferPool()
        var buffer = pool.take()
        #expect(buffer.capacity >= BufferPool.capacityBytes && buffer.isEmpty)
        buffer += Array("secret".utf8)
        let address = buffer.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
        pool.giveBack(&buffer)
        #expect(buffer.capacity == 0)
        let again = pool.take()
        #expect(again.isEmpty && again.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) } == address)
    }

    @Test func aBufferThatHasGrownIsLetGo() {
        let pool = BufferPool()
        var buffer = pool.take()
        buffer += [UInt8](repeating: 0, count: BufferPool.capacityBytes * 5)
        pool.giveBack(&buffer)
        #expect(buffer.capacity == 0)
        #expect(pool.take().capacity < BufferPool.capacityBytes * 4)
    }

    @Test func theEmptyBufferOfAnIdleConnectionIsNotKept() {
        let pool = BufferPool()
        var buffer: [UInt8] = []
        pool.giveBack(&buffer)
        #expect(pool.take().capacity >= BufferPool.capacityBytes)
    }
}

struct MailboxTests {
    /// The slots of the letters, in their order.
    private func slots(_ letters: [Mailbox.Letter]) -> [UInt32] {
        letters.compactMap { if case .completed(let key, _, _) = $0 { key.slot } else { nil } }
    }

    @Test func lettersOfOneThreadKeepTheirOrder() throws {
        let mailbox = try Mailbox()
        for slot in 0..<100 as Range<UInt32> {
            mailbox.post(.completed(MemberKey(slot: slot, generation: 1), stream: 1, .success(Reply())))
        }
        var letters: [Mailbox.Letter] = []
        mailbox.collect(into: &letters)
        #expect(slots(letters) == Array(0..<100))
        letters = []
        mailbox.collect(into: &letters)
        #expect(letters.isEmpty)
    }

    @Test func noLetterOfSeveralThreadsIsLost() throws {
        let mailbox = try Mailbox()
        let epoll = try Epoll()
        try epoll.add(mailbox.number, .readable, tag: 7)
        let threads = try (0..<4 as Range<UInt32>).map { thread in
            try Thread(name: "poster") {
                for number in 0..<1000 as Range<UInt32> {
                    mailbox.post(.completed(MemberKey(slot: number, generation: thread), stream: 1, .success(Reply())))
                }
            }
        }
        var bySender: [UInt32: [UInt32]] = [:]
        var count = 0
        // As the loop does: it sleeps until the descriptor is readable, so a wake-up that is lost would end the test.
        while count < 4000 {
            try #require(epoll.wait(timeoutMilliseconds: 5000) == 1)
            var letters: [Mailbox.Letter] = []
            mailbox.collect(into: &letters)
            for case .completed(let key, _, _) in letters { bySender[key.generation, default: []].append(key.slot) }
            count += letters.count
        }
        for thread in threads { thread.join() }
        #expect(bySender.count == 4 && bySender.values.allSatisfy { $0 == Array(0..<1000) })
    }
}

struct ConnectionCountTests {
    @Test func beyondTheLimitSomeAreToldAndTheRestDropped() {
        let count = ConnectionCount(limit: 10, refusedAtOnce: 128)
        let admissions = (0..<200).map { _ in count.admit() }
        #expect(admissions.filter { $0 == .welcome }.count == 10 && admissions[9] == .welcome)
        #expect(admissions.filter { $0 == .refuse }.count == 128)
        #expect(admissions.filter { $0 == .drop }.count == 62)
        for _ in 0..<190 { count.leave() }
        #expect(count.current == 10 && count.admit() == .refuse)
        count.leave()
        count.leave()
        #expect(count.admit() == .welcome)
    }
}

struct MemberKeyTests {
    @Test func aTagIsTheKey() {
        for key in [(0, 0), (1, 2), (.max - 1, .max), (7, 0)] as [(UInt32, UInt32)] {
            let key = MemberKey(slot: key.0, generation: key.1)
            #expect(MemberKey(tag: key.tag) == key)
        }
    }
}

struct HTTPLimitsTests {
    @Test func theConfigsLimitsAreTheParsers() {
        let limits = HTTPLimits(.standard)
        #expect(limits == HTTPLimits())
        #expect(limits.unfinishedHeadBytes >= limits.requestLineBytes + limits.headBytes)
        #expect(HTTPLimits(fieldCount: 100_000).fieldCount == 65_535)
    }
}
