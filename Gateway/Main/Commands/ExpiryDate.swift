import Core
import Kit
import System

/// The value of `--expires`: a day, which ends the app as it begins in UTC, or a moment (RFC 3339).
struct ExpiryDate {
    let time: Timestamp

    init(_ text: String) throws(CommandFailure) {
        guard let time = TimestampText.read(text) else {
            throw .usage("\(ConfigText.quoted(text)) is not a date: write 2027-01-31 or 2027-01-31T12:00:00Z")
        }
        guard time.milliseconds > Clock.wallMilliseconds() else {
            throw .usage("--expires \(ConfigText.quoted(text)) is in the past")
        }
        self.time = time
    }
}
