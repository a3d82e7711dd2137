import Kit
import System

/// One channel with a provider: takes rows that are due, sends them, and judges what comes back.
final class OutboxLane {
    /// Attempts whose outcome waits to be written; no more are begun then. Each look goes past them.
    private static let unkeptLimit = 512
    /// Deliveries that are begun before clients get their turns again.
    private static let startsInTurn = 16
    /// Of an answer's content, which is read so that the connection can be kept.
    private static let contentLimitBytes = 1 << 20

    private let channel: String
    private let provider: ProviderSettings
    private unowned let file: OutboxFile
    private let pool: ClientPool
    private let log: ErrorLog
    private var health = ProviderHealth()
    /// Why the provider counts as down, as the log last said it.
    private var lastReason = ""
    /// Rows that are due, the next one last.
    private var page: [DueDelivery] = []
    /// Rows in flight, or whose outcome is not yet written.
    private var busy: Set<Int64> = []
    private var busyKeys: Set<String> = []
    private(set) var inFlightCount = 0
    /// There may be rows that are due and not in the page.
    private var wantsScan = true

    init(_ channel: String, _ provider: ProviderSettings, file: OutboxFile, pool: ClientPool, log: ErrorLog) {
        self.channel = channel
        self.provider = provider
        self.file = file
        self.pool = pool
        self.log = log
    }

    private var nowNanoseconds: UInt64 { pool.loop.nowNanoseconds }
    /// As the log calls it.
    private var providerName: String { "the provider of \(file.plugin).\(channel) (\(provider.url.origin))" }

    /// Closes all connections; what is on its way has no outcome.
    func close() { pool.close() }

    /// A commit of the gateway's own added rows.
    func noteRows() { wantsScan = true }

    /// A second has passed: pauses may be over, and another process may have changed rows, those of the page too.
    func lookAgain() {
        page = []
        wantsScan = true
    }

    /// Sends what may be sent.
    /// - Parameter isTick: a second has passed: an operator's wish is looked for even if the provider is down.
    /// - Returns: whether more may be sent, in another turn.
    func fill(now: Timestamp, isTick: Bool) throws(DatabaseError) -> Bool {
        var room =
            health.allowance(inFlightLimit: provider.inFlight, nowNanoseconds: nowNanoseconds) - inFlightCount
        if room <= 0, isTick, inFlightCount == 0 {
            guard try next(now)?.isUrgent == true else { return false }
            room = 1
        }
        var startCount = 0
        while room > 0, busy.count < Self.unkeptLimit, let delivery = try next(now) {
            if startCount == Self.startsInTurn { return true }
            page.removeLast()
            guard try start(delivery, now) else { continue }
            room -= 1
            startCount += 1
        }
        return false
    }

    /// The next row, which stays in the page.
    private func next(_ now: Timestamp) throws(DatabaseError) -> DueDelivery? {
        if page.isEmpty, wantsScan {
            let wanted = provider.inFlight * 2
            let rows = try OutboxTable.due(channel, now: now, limit: wanted + busy.count, in: file.rows())
            page = rows.filter { !busy.contains($0.id) && !busyKeys.contains($0.key) }.reversed()
            // With none to send now, the next outcome that is written brings the next look.
            wantsScan = rows.count == wanted + busy.count && !page.isEmpty
        }
        return page.last
    }

    /// - Returns: whether it is on its way.
    private func start(_ delivery: DueDelivery, _ now: Timestamp) throws(DatabaseError) -> Bool {
        guard !busy.contains(delivery.id), !busyKeys.contains(delivery.key) else { return false }
        if let deadline = delivery.deadline, deadline <= now {
            expire(delivery.id, delivery.key)
            return false
        }
        guard let body = try OutboxTable.body(of: delivery.id, in: file.rows()) else { return false }
        busy.insert(delivery.id)
        busyKeys.insert(delivery.key)
        inFlightCount += 1
        pool.send(
            ClientRequest(
                bytes: DeliveryRequest.bytes(provider, body, idempotencyKey: delivery.idempotencyKey),
                deadlineNanoseconds: nowNanoseconds + UInt64(provider.timeoutMilliseconds) * 1_000_000,
                sink: .nothing(limitBytes: Self.contentLimitBytes)
            ) { [weak self] outcome in self?.finish(delivery, outcome) })
        return true
    }

    /// A row's deadline has passed.
    func expire(_ id: Int64, _ key: String) {
        guard busy.insert(id).inserted else { return }
        bury(id, key, "its deadline passed", isAttempt: false)
    }

    private func bury(_ id: Int64, _ key: String, _ words: String, isAttempt: Bool) {
        log.addSeldom(
            .warning, "outbox.dead_letter",
            "\(file.plugin)/\(id) of \(channel) is dead: \(words); `gateway outbox list --state dead` lists all such")
        keep(id, key, .dead(error: words), isAttempt: isAttempt)
    }

    // MARK: - Outcomes

    private func finish(_ delivery: DueDelivery, _ outcome: ClientOutcome) {
        inFlightCount -= 1
        busyKeys.remove(delivery.key)
        let now = pool.loop.now
        switch DeliveryVerdict(outcome) {
        case .delivered:
            note(health.noteAnswer(), "")
            keep(delivery.id, delivery.key, .delivered)
        case .refused(let words):
            note(health.noteAnswer(), words)
            bury(delivery.id, delivery.key, words, isAttempt: true)
        case .failed(let words, let retryAfter):
            note(health.noteFailure(nowNanoseconds: nowNanoseconds, random: .random(in: 0..<1)), words)
            let pause = BackOff.pauseMilliseconds(attempts: delivery.attempts + 1, random: .random(in: 0..<1))
            var dueAt = Timestamp(milliseconds: now.milliseconds + pause)
            if let moment = retryAfter?.dueAt(now: now) {
                dueAt = max(dueAt, moment)
                rest(until: moment, now, words)
            }
            keep(delivery.id, delivery.key, .failed(dueAt: dueAt, error: words))
        }
    }

    private func rest(until moment: Timestamp, _ now: Timestamp, _ words: String) {
        let milliseconds = moment.milliseconds - now.milliseconds
        health.noteRest(untilNanoseconds: nowNanoseconds + UInt64(milliseconds) * 1_000_000)
        let seconds = (milliseconds + 999) / 1000
        log.addSeldom(.info, "outbox.provider_rests", "\(providerName) \(words) and is left alone for \(seconds) s")
    }

    private func keep(_ id: Int64, _ key: String, _ outcome: DeliveryMark.Outcome, isAttempt: Bool = true) {
        file.add(DeliveryMark(id: id, channel: channel, key: key, outcome: outcome, isAttempt: isAttempt))
    }

    /// The outcome is written: the key's next row may be due.
    func kept(_ id: Int64) {
        guard busy.remove(id) != nil else { return }
        wantsScan = true
    }

    private func complaint(_ words: String) -> String {
        "\(providerName) takes no deliveries: \(words); they wait, each until its deadline: "
            + "look at the provider, or at its url and headers in the settings"
    }

    /// Once for each change, however long it lasts, and again when the reason is another.
    private func note(_ change: ProviderHealth.Change?, _ words: String) {
        switch change {
        case .wentDown:
            page = []
            lastReason = words
            log.add(.warning, "outbox.provider_down", complaint(words))
        case nil:
            guard health.isDown, words != lastReason else { return }
            lastReason = words
            log.addSeldom(.warning, "outbox.provider_down", complaint(words))
        case .cameUp:
            wantsScan = true
            log.add(.info, "outbox.provider_up", "\(providerName) takes deliveries again")
        }
    }
}
