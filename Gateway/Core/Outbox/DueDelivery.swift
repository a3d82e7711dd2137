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
