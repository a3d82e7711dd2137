package import Kit

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
