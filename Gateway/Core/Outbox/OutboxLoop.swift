import Kit
import System

/// The outbox worker's thread: one epoll set for the connections to all providers.
///
/// It sleeps until a commit adds rows, a socket is ready, or a second has passed: each second it looks for rows whose
/// pause is over, whose deadline has passed, or that a command has changed. That costs two index look-ups a channel.
final class OutboxLoop {
    private static let tickNanoseconds: UInt64 = 1_000_000_000
    private static let removalTicks = 60
    private static let expiredPerTurn = 1000
    private static let stopNanoseconds: UInt64 = 2_000_000_000

    private let setup: OutboxSetup
    private let mailbox: OutboxMailbox
    private let poll: OutboxPoll
    private var files: [OutboxFile] = []
    /// By file, then in the order of the plugin's channels; `nil` without a provider.
    private var lanes: [[OutboxLane?]] = []
    private var nextTick: UInt64 = 0
    private var tickCount = 0
    private var stopAt: UInt64?

    /// - Throws: when there is no descriptor left.
    init(_ setup: OutboxSetup, mailbox: OutboxMailbox) throws(SystemError) {
        self.setup = setup
        self.mailbox = mailbox
        poll = try OutboxPoll(wakeUp: mailbox.number)
        for (number, source) in setup.files.enumerated() {
            let file = OutboxFile(
                source.name, number: number, store: source.store, retention: setup.retention, mailbox: mailbox)
            files.append(file)
            lanes.append(source.channels.enumerated().map { makeLane($0.offset, $0.element, number, file) })
        }
    }

    private func makeLane(
        _ index: Int, _ channel: OutboxSetup.Channel, _ number: Int, _ file: OutboxFile
    ) -> OutboxLane? {
        guard let provider = channel.provider else { return nil }
        let client = ProviderClient(provider, tls: channel.tls, poll: poll) { [mailbox] url in
            HostResolver.ask(url) { mailbox.post(.resolved(file: number, channel: index, $0)) }
        }
        return OutboxLane(channel.name, file: file, client: client, log: setup.errorLog)
    }

    /// Runs until it is told to stop and nothing is on its way, for two seconds at most.
    func run() {
        while !isDone {
            poll.wait(timeoutMilliseconds: sleepMilliseconds())
            let isTick = beginTurn()
            readMail()
            let now = Timestamp(milliseconds: Clock.wallMilliseconds())
            for number in files.indices { work(on: number, now, isTick) }
        }
        for case let lane? in lanes.joined() { lane.client.close() }
        for file in files { file.close() }
    }

    private var isDone: Bool {
        guard let stopAt else { return false }
        let isQuiet = lanes.joined().allSatisfy { $0?.inFlightCount ?? 0 == 0 } && files.allSatisfy(\.isSettled)
        return isQuiet || Clock.monotonicNanoseconds() >= stopAt
    }

    private func sleepMilliseconds() -> Int32 {
        let now = Clock.monotonicNanoseconds()
        let deadlines = lanes.joined().compactMap { $0?.client.nextDeadlineNanoseconds }
        let next = min(nextTick, stopAt ?? .max, deadlines.min() ?? .max)
        return next <= now ? 0 : Int32(clamping: (next - now + 999_999) / 1_000_000)
    }

    /// - Returns: whether a second has passed since the last tick.
    private func beginTurn() -> Bool {
        let now = Clock.monotonicNanoseconds()
        for case let lane? in lanes.joined() { lane.client.endLate(nowNanoseconds: now) }
        guard now >= nextTick else { return false }
        nextTick = now + Self.tickNanoseconds
        tickCount += 1
        for case let lane? in lanes.joined() { lane.lookAgain() }
        return true
    }

    private func readMail() {
        for letter in mailbox.collect() {
            switch letter {
            case .added(let number): for case let lane? in lanes[number] { lane.noteRows() }
            case .written(let number, let end):
                for mark in files[number].written(end) {
                    for case let lane? in lanes[number] where lane.channel == mark.channel { lane.kept(mark.id) }
                }
            case .resolved(let number, let channel, let answer): lanes[number][channel]?.client.resolved(answer)
            case .stop: stopAt = Clock.monotonicNanoseconds() + Self.stopNanoseconds
            }
        }
    }

    private func work(on number: Int, _ now: Timestamp, _ isTick: Bool) {
        let file = files[number]
        // A file without channels has no outbox.
        if lanes[number].isEmpty { return }
        defer { file.endTurn() }
        do throws(DatabaseError) {
            if isTick { try tick(number, now) }
            if stopAt == nil { for case let lane? in lanes[number] { try lane.fill(now: now, isTick: isTick) } }
        } catch {
            // The store has said why in the error log; the next tick tries again.
        }
        file.flush(now: now, isStopping: stopAt != nil)
    }

    private func tick(_ number: Int, _ now: Timestamp) throws(DatabaseError) {
        let file = files[number]
        file.tick()
        for row in try OutboxTable.expired(now: now, limit: Self.expiredPerTurn, in: file.rows()) {
            let lane = lanes[number].first { $0?.channel == row.channel }
            lane??.expire(row.id, row.key)
        }
        for channel in setup.files[number].channels where channel.provider == nil {
            if try OutboxTable.hasReady(channel.name, in: file.rows()) { file.addJournal(channel.name) }
        }
        if tickCount % Self.removalTicks == 1 { file.removeOldRows() }
    }
}
