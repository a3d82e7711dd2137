import Synchronization

/// What the outbox has done since the start; for metrics. From any thread.
package final class OutboxStatistics: Sendable {
    private let deliveredNumber = Atomic<Int>(0)
    private let failedNumber = Atomic<Int>(0)
    private let deadNumber = Atomic<Int>(0)
    private let downNumber = Atomic<Int>(0)

    package init() {}

    /// Deliveries that a provider took.
    package var delivered: Int { deliveredNumber.load(ordering: .relaxed) }
    /// Attempts that failed and are to be repeated.
    package var failed: Int { failedNumber.load(ordering: .relaxed) }
    /// Deliveries given up.
    package var dead: Int { deadNumber.load(ordering: .relaxed) }
    /// Providers that are down now.
    package var providersDown: Int { downNumber.load(ordering: .relaxed) }

    func note(_ outcome: DeliveryMark.Outcome) {
        switch outcome {
        case .delivered: deliveredNumber.wrappingAdd(1, ordering: .relaxed)
        case .failed: failedNumber.wrappingAdd(1, ordering: .relaxed)
        case .dead: deadNumber.wrappingAdd(1, ordering: .relaxed)
        }
    }

    func note(_ change: ProviderHealth.Change) {
        downNumber.wrappingAdd(change == .wentDown ? 1 : -1, ordering: .relaxed)
    }
}
