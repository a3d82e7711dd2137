/// Which member of a loop is meant. The generation tells a member from an earlier one in the same slot, so that a late
/// event or letter never reaches a stranger.
package struct MemberKey: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// As carried in epoll's 64 bits.
    init(tag: UInt64) {
        slot = UInt32(truncatingIfNeeded: tag)
        generation = UInt32(truncatingIfNeeded: tag >> 32)
    }

    var tag: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}
