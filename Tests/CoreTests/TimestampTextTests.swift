import Core
import Kit
import Testing

struct TimestampTextTests {
    @Test(arguments: [0, 951_782_400_000, 1_800_000_000_000, 4_107_542_399_000, 253_402_300_799_000] as [Int64])
    func whatIsWrittenIsReadAgain(milliseconds: Int64) {
        var bytes: [UInt8] = []
        TimestampText.append(milliseconds: milliseconds, to: &bytes)
        let seconds = String(decoding: bytes.prefix(19), as: UTF8.self) + "Z"
        #expect(TimestampText.read(seconds) == Timestamp(milliseconds: milliseconds))
    }

    @Test func aDayIsItsFirstMoment() {
        #expect(TimestampText.read("2000-02-29") == Timestamp(milliseconds: 951_782_400_000))
    }

    @Test(arguments: [
        "", "2027", "2027-1-31", "2027-02-29", "2027-13-01", "2027-00-10", "2027-01-00", "1969-12-31", "2027-01-31T",
        "2027-01-31T24:00:00Z", "2027-01-31T12:60:00Z", "2027-01-31T12:00:60Z", "2027-01-31 12:00:00Z",
        "2027-01-31T12:00:00+", "+027-01-31", "tomorrow!!",
    ])
    func anythingElseIsRefused(text: String) { #expect(TimestampText.read(text) == nil) }
}
