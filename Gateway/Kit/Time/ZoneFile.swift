/// A zone as the time zone database has it, compiled (TZif, RFC 9636):
///
///     header, data with times of 4 bytes       version 1, skipped
///     header, data with times of 8 bytes       version 2 and later
///     "\n", a rule for all later years or nothing, "\n"
///
///     header: "TZif", version, 15 bytes unused; six big-endian counts of 4 bytes: UT indicators, standard indicators,
///             leap seconds, changes, kinds of time, bytes of names
///     data:   the changes' times, then their kinds (a byte each); the kinds, each an offset from UTC in seconds
///             (4 bytes), a daylight-saving flag and a name (a byte each); what is of no use here
struct ZoneFile {
    let offsets: ZoneOffsets

    private static let headerByteCount = 44
    private static let kindByteCount = 6
    /// Until then the rule for later years is worked out beforehand.
    private static let lastYear = 2100

    /// - Returns: `nil` when the bytes are no such file.
    init?(_ bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0), first.version >= UInt8(ascii: "2") else { return nil }
        let second = Self.headerByteCount + first.dataByteCount(timeByteCount: 4)
        guard let header = Header(bytes, at: second) else { return nil }
        let times = second + Self.headerByteCount
        let end = times + header.dataByteCount(timeByteCount: 8)
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\n"),
            header.kindCount > 0
        else { return nil }
        let kinds = times + header.changeCount * 9
        func offset(ofKind kind: Int) -> Int? {
            guard kind < header.kindCount else { return nil }
            let offset = Int(Int32(truncatingIfNeeded: bytes.number(at: kinds + kind * Self.kindByteCount, 4)))
            return abs(offset) < 93_600 ? offset : nil
        }
        guard let initial = offset(ofKind: 0) else { return nil }
        var offsets = ZoneOffsets(first: initial)
        for index in 0..<header.changeCount {
            let kind = Int(bytes[times + header.changeCount * 8 + index])
            guard let value = offset(ofKind: kind) else { return nil }
            offsets.append(value, from: bytes.number(at: times + index * 8, 8))
        }
        let footer = bytes[(end + 1)..<max(end + 1, bytes.count - 1)]
        if !footer.isEmpty {
            guard let rule = ZoneRule(footer) else { return nil }
            rule.append(to: &offsets, until: Self.lastYear)
        }
        self.offsets = offsets
    }

    private struct Header {
        let version: UInt8
        /// In the file's order.
        private let counts: [Int]

        init?(_ bytes: [UInt8], at start: Int) {
            guard start + headerByteCount <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
                return nil
            }
            version = bytes[start + 4]
            counts = (0..<6).map { Int(bytes.number(at: start + 20 + $0 * 4, 4)) }
            // No zone has as many; and so no sum below overflows.
            guard counts.allSatisfy({ $0 <= 65_536 }) else { return nil }
        }

        var changeCount: Int { counts[3] }
        var kindCount: Int { counts[4] }

        func dataByteCount(timeByteCount: Int) -> Int {
            let leapSeconds = counts[2] * (timeByteCount + 4)
            return changeCount * (timeByteCount + 1) + kindCount * kindByteCount + counts[5] + leapSeconds + counts[1]
                + counts[0]
        }
    }
}

extension [UInt8] {
    /// A big-endian number; one of 4 bytes is not negative.
    fileprivate func number(at start: Int, _ count: Int) -> Int64 {
        self[start..<start + count].reduce(0) { $0 << 8 | Int64($1) }
    }
}
