package import Kit

/// A row that may be sent now. Its body is read when it is, so that rows that wait take no memory.
package struct DueDelivery: Sendable {
    package let id: Int64
    package let key: String
    /// Attempts so far.
    package let attempts: Int
    package let deadline: Timestamp?
    package let idempotencyKey: String
    /// An operator wants it tried now, whatever is known of the provider.
    package let isUrgent: Bool
}

/// What became of one attempt, and what is to be kept of it.
package struct DeliveryMark: Sendable {
    package enum Outcome: Sendable, Equatable {
        case delivered
        /// To be tried again, not before that moment.
        case failed(dueAt: Timestamp, error: String)
        /// Never to be tried again, but for an operator's word.
        case dead(error: String)
    }

    package let id: Int64
    package let channel: String
    package let key: String
    package let outcome: Outcome
    /// It was sent, or it was tried to; not when only its deadline passed.
    package let isAttempt: Bool
}
