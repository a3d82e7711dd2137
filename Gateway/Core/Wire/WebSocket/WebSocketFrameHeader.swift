/// What a frame from a client begins with (RFC 6455 §5.2).
///
/// ```
///  7 6 5 4 3 2 1 0   7 6 5 4 3 2 1 0
/// ┌─┬─┬─┬─┬───────┬─┬─────────────┬────────────┬───────┐
/// │F│R│R│R│opcode │M│ length      │ 0, 2 or 8  │ 4     │
/// │I│S│V│ │       │ │ or 126, 127 │ bytes more │ bytes │
/// │N│1│2│3│       │ │             │ of it      │ of key│
/// └─┴─┴─┴─┴───────┴─┴─────────────┴────────────┴───────┘
/// ```
struct WebSocketFrameHeader {
    enum Opcode: UInt8 {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA

        var isControl: Bool { rawValue >= 0x8 }
    }

    /// The longest content of a control frame (§5.5).
    static let controlBytes = 125

    let opcode: Opcode
    /// The last frame of its message.
    let isFinal: Bool
    /// How many bytes the header itself has.
    let headerCount: Int
    let payloadCount: Int
    /// The first byte of the key lowest.
    let key: UInt32

    /// Reads a header, and judges it byte by byte: how many have come makes no difference.
    /// - Parameters:
    ///   - bytes: from the frame's first one.
    ///   - isInMessage: a message has begun and not ended.
    ///   - roomBytes: how much more the message may have.
    /// - Returns: `nil` when there is more to come.
    init?(reading bytes: Span<UInt8>, isInMessage: Bool, roomBytes: Int) throws(WebSocketFlaw) {
        guard !bytes.isEmpty else { return nil }
        (opcode, isFinal) = try Self.meaning(of: bytes[0], isInMessage: isInMessage)
        guard bytes.count > 1 else { return nil }
        if bytes[1] & 0x80 == 0 { throw .unmasked }
        let short = Int(bytes[1] & 0x7F)
        if opcode.isControl, short > Self.controlBytes { throw .controlTooLong }
        let keyPlace = short < 126 ? 2 : short == 126 ? 4 : 10
        guard bytes.count >= keyPlace else { return nil }
        payloadCount = short < 126 ? short : try Self.length(bytes.extracting(2..<keyPlace))
        if !opcode.isControl, payloadCount > roomBytes { throw .messageTooLarge }
        headerCount = keyPlace + 4
        guard bytes.count >= headerCount else { return nil }
        var key: UInt32 = 0
        for place in 0..<4 { key |= UInt32(bytes[keyPlace + place]) << UInt32(8 * place) }
        self.key = key
    }

    private static func meaning(
        of byte: UInt8, isInMessage: Bool
    ) throws(WebSocketFlaw) -> (Opcode, isFinal: Bool) {
        if byte & 0x70 != 0 { throw .reservedBits }
        guard let opcode = Opcode(rawValue: byte & 0x0F) else { throw .reservedOpcode }
        let isFinal = byte & 0x80 != 0
        switch opcode {
        case .close, .ping, .pong: if !isFinal { throw .controlFragmented }
        case .continuation: if !isInMessage { throw .continuationWithoutMessage }
        case .text, .binary: if isInMessage { throw .messageInMessage }
        }
        return (opcode, isFinal)
    }

    /// A length of 2 or 8 bytes, the highest first.
    private static func length(_ bytes: Span<UInt8>) throws(WebSocketFlaw) -> Int {
        if bytes[0] & 0x80 != 0, bytes.count == 8 { throw .lengthOverflow }
        var length = 0
        for index in bytes.indices { length = length << 8 | Int(bytes[index]) }
        if length < (bytes.count == 2 ? 126 : 1 << 16) { throw .lengthNotMinimal }
        return length
    }

    /// Appends the header of a whole frame of the gateway's own, which is never masked (§5.1).
    static func append(_ opcode: Opcode, payloadCount: Int, to output: inout [UInt8]) {
        output.append(0x80 | opcode.rawValue)
        switch payloadCount {
        case ..<126: output.append(UInt8(payloadCount))
        case ..<(1 << 16):
            output.append(126)
            appendBigEndian(payloadCount, byteCount: 2, to: &output)
        default:
            output.append(127)
            appendBigEndian(payloadCount, byteCount: 8, to: &output)
        }
    }

    private static func appendBigEndian(_ number: Int, byteCount: Int, to output: inout [UInt8]) {
        for place in (0..<byteCount).reversed() { output.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }
}
