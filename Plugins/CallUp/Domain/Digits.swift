extension String {
    /// It is exactly so many ASCII digits.
    func isDigits(_ count: Int) -> Bool {
        utf8.count == count && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
