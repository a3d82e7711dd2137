/// What an attempt means for its row and for the provider.
enum DeliveryVerdict: Equatable {
    case delivered
    /// The provider works, and will never take this one.
    case refused(String)
    /// The provider is at fault, or its set-up is: to be tried again.
    case failed(String)

    /// Answers that are about the delivery itself (RFC 9110 §15.5). All others that are no success may be different
    /// next time, 401 and 404 too: those say that the settings are wrong, which nobody's delivery should die of.
    private static let refusals: Set<Int> = [400, 410, 413, 414, 415, 422, 431]

    init(_ outcome: ProviderConnection.Outcome) {
        switch outcome {
        case .answered(let status) where (200..<300).contains(status): self = .delivered
        case .answered(let status) where Self.refusals.contains(status): self = .refused("refused with \(status)")
        case .answered(let status): self = .failed("answered \(status)")
        case .failed(let words): self = .failed(words)
        case .stale: self = .failed("the connection was closed")
        }
    }
}
