/// A message for many: written once, and read by all loops that have receivers.
final class SharedMessage: Sendable {
    /// One WebSocket frame, which is the same for every receiver (RFC 6455 §5.1: a server does not mask).
    let frame: [UInt8]
    /// What carries it without frames takes the bytes from there on.
    let payloadStart: Int
    /// Counts it among what is held for clients, once, as long as somebody has it.
    private let budget: BufferBudget?

    init(_ payload: Span<UInt8>, budget: BufferBudget? = nil) {
        var frame: [UInt8] = []
        WebSocketMachine.append(payload, as: .text, to: &frame)
        self.frame = frame
        payloadStart = frame.count - payload.count
        self.budget = budget
        budget?.add(frame.count)
    }

    deinit { budget?.add(-frame.count) }

    var payloadCount: Int { frame.count - payloadStart }
}
