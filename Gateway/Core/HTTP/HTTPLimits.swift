/// The bounds of one request. All are in bytes except `fieldCount`; each is at least 1, but for the last.
package struct HTTPLimits: Sendable, Hashable {
    /// The request line, without its line end.
    package let requestLineBytes: Int
    /// One field line, name and value, without its line end; also one trailer field.
    package let fieldBytes: Int
    /// All field lines together with their line ends; neither the request line nor the empty line counts.
    package let headBytes: Int
    /// How many field lines there may be; at most 65,535.
    package let fieldCount: Int
    /// The content, decoded from its transfer coding, where the caller sets no other limit for the route.
    package let bodyBytes: Int
    /// All chunk extensions of one body together, and likewise all of its trailer section: both are read and dropped.
    package let chunkOverheadBytes: Int
    /// What is thrown away of what a client still sends when its connection has ended; 0: nothing.
    package let discardedBytes: Int

    package init(
        requestLineBytes: Int = 8192, fieldBytes: Int = 8192, headBytes: Int = 16_384, fieldCount: Int = 100,
        bodyBytes: Int = 1_048_576, chunkOverheadBytes: Int = 8192, discardedBytes: Int = 67_108_864
    ) {
        self.requestLineBytes = requestLineBytes
        self.fieldBytes = fieldBytes
        self.headBytes = headBytes
        self.fieldCount = min(fieldCount, Int(UInt16.max))
        self.bodyBytes = bodyBytes
        self.chunkOverheadBytes = chunkOverheadBytes
        self.discardedBytes = discardedBytes
    }

    /// A caller that has kept so many bytes of one head gets a decision from the parser, never `needMore`.
    package var unfinishedHeadBytes: Int { requestLineBytes + headBytes + 8 }
}
