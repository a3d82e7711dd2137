/// What an attempt means for its row and for the provider.
enum DeliveryVerdict: Equatable {
    case delivered
    /// The provider works, and will never take this one.
    case refused(String)
    /// The provider is at fault, or its set-up is: to be tried again.
    case failed(String, RetryAfter?)

    /// Of all 4xx, those that are not about the delivery (RFC 9110 §15.5, RFC 6585 §4, RFC 8470 §5.2): the settings or
    /// the provider's own are wrong, which nobody's delivery should die of, or it is only the wrong moment.
    private static let notAboutTheDelivery: Set<Int> = [401, 403, 404, 405, 407, 408, 421, 425, 429]

    /// A redirect is not followed: the body is for the configured provider's eyes only. It says that the URL is wrong.
    init(_ outcome: ClientOutcome) {
        switch outcome {
        case .failed(let words): self = .failed(words, nil)
        case .answered(let head):
            switch head.status {
            case 200..<300: self = .delivered
            case 400..<500 where !Self.notAboutTheDelivery.contains(head.status):
                self = .refused("refused with \(head.status)")
            default: self = .failed("answered \(head.status)", RetryAfter(in: head))
            }
        }
    }
}
