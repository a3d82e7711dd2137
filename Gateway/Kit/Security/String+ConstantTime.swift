import System

extension String {
    /// Compares secrets that are kept as they are, such as one-time codes: byte by byte, in a time that does not tell
    /// how many bytes are right. Texts of different lengths are told apart at once.
    public func equalsInConstantTime(_ other: String) -> Bool {
        constantTimeEquals(utf8.span, other.utf8.span)
    }
}
