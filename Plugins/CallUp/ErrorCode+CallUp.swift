import Kit

extension ErrorCode {
    /// The phone has had its orders; another is let in later.
    static let orderTooMany = ErrorCode(
        "order.too_many", status: 429, message: "too many orders for this phone, try again later",
        meaning: "The app made `orderLimit` orders for the phone within `orderWindowSeconds`. It passes by itself.")
    /// No order of this app's has that id.
    static let orderUnknown = ErrorCode(
        "order.unknown", status: 404, message: "there is no such order",
        meaning: "The id is no order's, or another app's, or of an order that was removed a day after its end.")
    /// The right code has been given once.
    static let orderUsed = ErrorCode(
        "order.used", status: 410, message: "the order has been used",
        meaning: "The order's code was verified before; an order verifies once.")
    /// Too late.
    static let orderExpired = ErrorCode(
        "order.expired", status: 410, message: "the order has expired",
        meaning: "The order is older than `orderLifetimeSeconds`.")
    /// Too many wrong codes; the right one is refused as well. Waiting does not help, so there is no `Retry-After`.
    static let orderLocked = ErrorCode(
        "order.locked", status: 429, message: "too many wrong codes, make a new order",
        meaning: "The order took `wrongCodeLimit` wrong codes and takes no more, also not the right one.")
    /// Not the order's code.
    static let codeWrong = ErrorCode(
        "code.wrong", status: 422, message: "order_code is wrong",
        meaning: "The code is not the order's. The attempt was counted.")
}
