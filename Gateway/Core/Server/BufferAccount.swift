import System

/// A connection that holds memory for its client, and can let go of it.
protocol BufferHolder: LoopMember {
    /// What of it is let go when it gives way.
    var weightBytes: Int { get }

    /// Lets go of what it holds.
    /// - Returns: `false` when it cannot.
    func giveWay() -> Bool
}

/// What the connections of one loop hold of the budget. Has the hungriest of them give way when it is used up, and
/// memory go back to the system when the load has gone. On its loop's thread.
///
/// Counting costs no request an atomic operation: the budget is told in steps.
final class BufferAccount: LoopMember {
    /// An idle connection's share of memory that is no buffer: with TLS, measured 2026-11-21. Only to tell when a load
    /// has gone.
    private static let connectionBytes = 24 * 1024
    /// Less than that is not worth the allocator's time.
    private static let leastFallBytes = 8 << 20
    /// From the fall of the load to the return of its memory: the next wave may be near.
    private static let returnNanoseconds: UInt64 = 5_000_000_000

    let budget: BufferBudget
    private let stepBytes: Int
    private let log: ErrorLog
    private let returnMemory: () -> Void
    /// What this loop's connections hold, and what of it the budget knows of.
    private var heldBytes = 0
    private var toldBytes = 0
    /// What is set aside for its connections, which the budget knows anyway.
    private var setAsideBytes = 0
    private var connectionCount = 0
    /// The most that was held since memory went back last.
    private var peakBytes = 0
    private var isAsked = false

    /// - Parameter returnMemory: has free memory go back to the system, elsewhere: it may take a while.
    init(on loop: Loop, _ budget: BufferBudget, log: ErrorLog, returnMemory: @escaping () -> Void) {
        self.budget = budget
        stepBytes = budget.stepBytes
        self.log = log
        self.returnMemory = returnMemory
        super.init(on: loop)
    }

    /// Takes its place on the loop.
    func start() { loop.add(self) }

    override var holdsLoop: Bool { false }

    // MARK: - Counting

    /// A connection holds more, or less, than before.
    @inline(__always)
    func note(from old: HeldBytes, to new: HeldBytes) {
        heldBytes += new.allocated - old.allocated
        setAsideBytes += new.setAside - old.setAside
        if abs(heldBytes - toldBytes) >= stepBytes { tell() }
    }

    func connectionCame() { connectionCount += 1 }

    func connectionLeft() {
        connectionCount -= 1
        watchFall()
    }

    private func tell() {
        budget.add(heldBytes - toldBytes)
        toldBytes = heldBytes
        watchFall()
        guard !isAsked, budget.excessBytes > 0 else { return }
        isAsked = true
        loop.giveAnotherTurn(to: self)
    }

    // MARK: - When all is used

    /// Each loop's share of the excess is as its share of what is held. A loop that holds little ends few, if any:
    /// those that hold much come to it with their next step.
    override func anotherTurn() {
        isAsked = false
        let excess = budget.excessBytes
        guard excess > 0 else { return }
        let connections = loop.members(as: (any BufferHolder).self).map { (connection: $0, bytes: $0.weightBytes) }
        let total = connections.reduce(0) { $0 + $1.bytes }
        let share = total < budget.usedBytes ? Int(Double(excess) * Double(total) / Double(budget.usedBytes)) : excess
        var (freed, count) = (0, 0)
        for (connection, bytes) in connections.sorted(by: { $0.bytes > $1.bytes }) {
            guard freed < share, bytes > 0 else { break }
            guard connection.giveWay() else { continue }
            freed += bytes
            count += 1
        }
        if count > 0 {
            log.addSeldom(
                .warning, "gateway.buffers_full",
                "what clients send and do not read has used up limits.bufferBytes: \(count) of them were ended, those "
                    + "that held most")
        }
    }

    // MARK: - When the load has gone

    private var footprintBytes: Int { heldBytes + setAsideBytes + connectionCount * Self.connectionBytes }

    private var hasFallen: Bool {
        footprintBytes <= peakBytes / 2 && peakBytes - footprintBytes >= Self.leastFallBytes
    }

    private func watchFall() {
        peakBytes = max(peakBytes, footprintBytes)
        if deadlineNanoseconds == .max, hasFallen { setDeadline(loop.nowNanoseconds + Self.returnNanoseconds) }
    }

    override func deadlinePassed() {
        setDeadline(.max)
        guard hasFallen else { return }
        peakBytes = footprintBytes
        returnMemory()
    }
}
