/// How long rows are kept that nothing is to be done about, so that an operator can look at them.
package struct OutboxRetention: Sendable {
    /// Of delivered rows.
    let deliveredSeconds: Int64
    /// Of dead letters, which can be retried so long.
    let deadSeconds: Int64

    package init(deliveredSeconds: Int64, deadSeconds: Int64) {
        self.deliveredSeconds = deliveredSeconds
        self.deadSeconds = deadSeconds
    }
}
