/// A time as a client writes it: `2026-11-21 09:45:00`, which some zone's clocks show, or a moment by RFC 3339 §5.6,
/// `2026-11-21T09:45:00.5+03:00`. Of the years 1970 to 9999; no leap second; of a fraction the milliseconds count.
public struct WrittenTime: CheckedText {
    /// Never seen by an operation.
    public static let placeholder = WrittenTime(text: "1970-01-01 00:00:00", localMilliseconds: 0, offsetSeconds: nil)
    private static let words = "must be a time, written YYYY-MM-DD HH:MM:SS or as RFC 3339 has it"
    private static let shape = Array("0000-00-00 00:00:00".utf8)

    /// As it was written.
    public let text: String
    /// Since the epoch, as if the clocks were those of UTC.
    private let localMilliseconds: Int64
    /// `nil` where a zone has to be known.
    private let offsetSeconds: Int?

    private init(text: String, localMilliseconds: Int64, offsetSeconds: Int?) {
        self.text = text
        self.localMilliseconds = localMilliseconds
        self.offsetSeconds = offsetSeconds
    }

    /// - Throws: the rule broken.
    public init(checking text: String) throws(BrokenRule) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 64, let seconds = Self.seconds(bytes.prefix(19)) else { throw BrokenRule(Self.words) }
        if bytes[10] == UInt8(ascii: " "), bytes.count == 19 {
            self.init(text: text, localMilliseconds: seconds * 1000, offsetSeconds: nil)
            return
        }
        var rest = bytes[19...]
        // RFC 3339 lets the letters be small, and a space stand for the T.
        guard let milliseconds = Self.milliseconds(&rest), let offset = Self.offset(rest) else {
            throw BrokenRule(Self.words)
        }
        self.init(text: text, localMilliseconds: seconds * 1000 + milliseconds, offsetSeconds: offset)
    }

    /// The moment meant; for a time that the clocks show twice or never, see `ZoneClock`.
    public func moment(by clock: ZoneClock) -> Timestamp {
        if let offsetSeconds { return Timestamp(milliseconds: localMilliseconds - Int64(offsetSeconds) * 1000) }
        return Timestamp(milliseconds: clock.moment(showing: localMilliseconds / 1000) * 1000)
    }

    /// `2026-11-21 09:45:00`, with any of ` `, `T` and `t` in the middle.
    private static func seconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.count == shape.count, [0x20, 0x54, 0x74].contains(bytes[10]) else { return nil }
        for index in shape.indices where index != 10 {
            guard shape[index] == 0x30 ? bytes[index].isDigit : shape[index] == bytes[index] else { return nil }
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].decimalValue }
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard number(0..<4) >= 1970, hour < 24, minute < 60, second < 60,
            let days = CivilDay.daysSinceEpoch(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        else { return nil }
        return days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// `.123456`, or nothing.
    private static func milliseconds(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        let digits = rest.dropFirst().prefix(while: \.isDigit)
        rest = rest.dropFirst(1 + digits.count)
        let thousandths = (Array(digits.prefix(3)) + [0x30, 0x30]).prefix(3)
        return digits.isEmpty ? nil : Int64(thousandths.decimalValue)
    }

    /// `Z`, `+03:00`.
    private static func offset(_ rest: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(rest)
        if bytes.count == 1 { return bytes[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), [1, 2, 4, 5].allSatisfy({ bytes[$0].isDigit })
        else { return nil }
        let hours = bytes[1...2].decimalValue
        let minutes = bytes[4...5].decimalValue
        guard hours < 24, minutes < 60 else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
