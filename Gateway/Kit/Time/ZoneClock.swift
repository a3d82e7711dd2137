import System

/// What the clocks of a time zone show at each moment, by the system's time zone database.
///
/// Foundation's own zones come with ICU: 5 MiB more resident and a library of 40 MB (2026-11-21), for one table of
/// numbers. Moments after the year 2100 are shown as at its end.
public struct ZoneClock: Sendable, Decodable {
    private static let directory = "/usr/share/zoneinfo"
    private static let fileLimitBytes = 65_536

    /// Coordinated Universal Time.
    public static let utc = ZoneClock(offsets: ZoneOffsets(first: 0))

    private let offsets: ZoneOffsets

    init(offsets: ZoneOffsets) { self.offsets = offsets }

    /// The clock of a zone such as `Europe/Moscow`. `UTC` needs no database. May block on its disk.
    /// - Throws: what is wrong with the name, in words that follow its key.
    public init(named name: String) throws(BrokenRule) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard Self.isName(name), SmallFile.exists("\(Self.directory)/\(name)") else {
            throw BrokenRule("is no time zone that this machine knows; names are those below \(Self.directory)")
        }
        guard let file = try? SmallFile(reading: "\(Self.directory)/\(name)", limitBytes: Self.fileLimitBytes),
            let offsets = ZoneFile(file.bytes)?.offsets
        else { throw BrokenRule("names a time zone whose file cannot be read") }
        self.init(offsets: offsets)
    }

    /// Reads the name.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        // Stands in where there is no name, or one that is wrong.
        if let decoder = decoder as? CollectingDecoder, decoder.node?.kind != .string {
            self = .utc
        } else {
            try self.init(named: name)
        }
    }

    /// Words between slashes, so that no name leads out of the directory.
    private static func isName(_ name: String) -> Bool {
        let words = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return words.count <= 4
            && words.allSatisfy { word in
                (1...40).contains(word.count)
                    && word.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                        default: "_+-".utf8.contains(byte)
                        }
                    }
            }
    }

    /// How far it is ahead of UTC at a moment, in seconds.
    public func offsetSeconds(at moment: Timestamp) -> Int { offsets.seconds(at: moment.seconds) }

    /// The first moment at which it shows this time. A time that it skips, for it is put forward then, counts as if it
    /// were not: 02:30 in a gap from 02:00 to 03:00 is the moment at which it shows 03:30.
    func moment(showing localSeconds: Int64) -> Int64 {
        let before = Int64(offsets.seconds(at: localSeconds - 86_400))
        if offsets.seconds(at: localSeconds - before) == before { return localSeconds - before }
        let after = Int64(offsets.seconds(at: localSeconds + 86_400))
        return offsets.seconds(at: localSeconds - after) == after ? localSeconds - after : localSeconds - before
    }

    /// What it shows at a moment: `2026-11-21 09:45:00`.
    /// - Parameter moment: from the year 1 to 9999.
    public func text(at moment: Timestamp) -> String {
        let local = moment.seconds + Int64(offsets.seconds(at: moment.seconds))
        let days = (local >= 0 ? local : local - 86_399) / 86_400
        let second = Int(local - days * 86_400)
        let date = CivilDay(daysSinceEpoch: Int(days))
        var text: [UInt8] = []
        text.reserveCapacity(19)
        let parts = [
            (date.year, 1000, " "), (date.month, 10, "-"), (date.day, 10, "-"), (second / 3600, 10, " "),
            (second / 60 % 60, 10, ":"), (second % 60, 10, ":"),
        ]
        for (index, (number, unit, separator)) in parts.enumerated() {
            if index > 0 { text.append(contentsOf: separator.utf8) }
            var unit = unit
            while unit > 0 {
                text.append(UInt8(truncatingIfNeeded: 0x30 + number / unit % 10))
                unit /= 10
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
