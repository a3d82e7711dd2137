import Kit

/// A call that was asked for, and how far its verification has come.
struct Order {
    let id: OrderID
    let code: OneTimeCode
    /// From then on it cannot be verified.
    let expiresAt: Timestamp
    var wrongCodeCount = 0
    var isUsed = false
}
