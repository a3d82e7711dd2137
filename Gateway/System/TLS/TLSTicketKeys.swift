/// The keys under which sessions are sealed into tickets (RFC 5077, RFC 8446 §4.6.1).
///
/// Sessions are not stored here but by the clients. A key seals for one interval, then only opens for one more, so a
/// stolen key reads the tickets of two intervals at most. Shared by all loops; give the same object to a new context
/// after a reload, and sessions outlive it. The lock is taken for handshakes only.
package final class TLSTicketKeys: Sendable {
    /// One key. The name travels in the clear and tells which key a ticket was sealed with.
    struct Key: Sendable {
        /// 16 bytes.
        let name: [UInt8]
        /// For AES-256-CBC: 32 bytes.
        private(set) var cipherKey: [UInt8]
        /// For HMAC-SHA-256: 32 bytes.
        private(set) var authenticationKey: [UInt8]

        init() {
            name = Random.bytes(16)
            cipherKey = Random.bytes(32)
            authenticationKey = Random.bytes(32)
        }

        /// Overwrites the secrets, unless a handshake is just using them.
        mutating func cleanse() {
            cipherKey.cleanse()
            authenticationKey.cleanse()
        }
    }

    private struct State {
        var current = Key()
        var previous: Key?
        var nextRotationSeconds: Int
    }

    /// How long a key seals, in seconds; a ticket is good for one to two of these.
    package let intervalSeconds: Int
    private let nowSeconds: @Sendable () -> Int
    private let state: Lock<State>

    /// - Parameters:
    ///   - intervalSeconds: 60 or more.
    ///   - nowSeconds: a clock that never goes back; tests bring their own.
    package init(
        intervalSeconds: Int = 12 * 3600,
        nowSeconds: @escaping @Sendable () -> Int = { Int(Clock.monotonicNanoseconds() / 1_000_000_000) }
    ) {
        precondition(intervalSeconds >= 60, "a ticket must live long enough to be of use")
        self.intervalSeconds = intervalSeconds
        self.nowSeconds = nowSeconds
        state = Lock(State(nextRotationSeconds: nowSeconds() + intervalSeconds))
    }

    deinit {
        state.withLock { state in
            state.current.cleanse()
            state.previous?.cleanse()
        }
    }

    /// Retires the current key before its time.
    package func rotate() {
        state.withLock { Self.rotate(&$0, nowSeconds() + intervalSeconds) }
    }

    /// The key to seal with.
    func current() -> Key {
        state.withLock { state in
            rotateWhenDue(&state)
            return state.current
        }
    }

    /// The key of that name, and whether it has been retired; `nil` when it is not known (any more).
    func key(named name: UnsafeBufferPointer<UInt8>) -> (key: Key, isRetired: Bool)? {
        state.withLock { state in
            rotateWhenDue(&state)
            if unsafe state.current.name.elementsEqual(name) { return (state.current, false) }
            if let previous = state.previous, unsafe previous.name.elementsEqual(name) { return (previous, true) }
            return nil
        }
    }

    private func rotateWhenDue(_ state: inout State) {
        let now = nowSeconds()
        guard now >= state.nextRotationSeconds else { return }
        // Nobody asked for a whole interval: the current key is as old as a previous one would be.
        if now >= state.nextRotationSeconds + intervalSeconds { Self.rotate(&state, now) }
        Self.rotate(&state, now + intervalSeconds)
    }

    private static func rotate(_ state: inout State, _ next: Int) {
        state.previous?.cleanse()
        state.previous = state.current
        state.current = Key()
        state.nextRotationSeconds = next
    }
}
