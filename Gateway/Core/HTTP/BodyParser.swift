import System

/// Reads a request's content (RFC 9112 §6, §7) as its head has announced it.
struct BodyParser {
    private enum Phase {
        case length(Int)
        case chunkSize(Int, digits: Int)
        case chunkExtension(Int, length: Int)
        case chunkSizeEnd(Int)
        case chunkData(Int)
        case chunkDataEnd
        case chunkDataEndLF
        case trailers
        case complete
    }

    /// Bytes of one chunk's extensions that are passed over.
    private static let extensionLimitBytes = 256

    private var phase = Phase.complete
    private var announced: Int?
    private var trailer: [UInt8] = []
    private var trailerBytes = 0

    var isComplete: Bool { if case .complete = phase { true } else { false } }

    mutating func begin(_ framing: Request.Framing) {
        switch framing {
        case .none: phase = .complete
        case .length(let count):
            announced = count
            phase = count == 0 ? .complete : .length(count)
        case .chunked: phase = .chunkSize(0, digits: 0)
        }
    }

    /// - Returns: how many bytes were used.
    mutating func parse(
        _ bytes: Span<UInt8>, into request: Request, limit: Int, _ limits: HTTPLimits
    ) throws(ParseFailure) -> Int {
        if let announced, announced > limit { throw .bodyTooLarge }
        var index = 0
        while !isComplete, index < bytes.count {
            switch phase {
            case .length(let rest), .chunkData(let rest):
                let count = min(rest, bytes.count - index)
                request.body.append(copying: bytes.extracting(index..<index + count))
                index += count
                took(count, of: rest)
            default:
                try step(bytes[index], request, limit, limits)
                index += 1
            }
        }
        return index
    }

    private mutating func took(_ count: Int, of rest: Int) {
        if case .length = phase {
            phase = count == rest ? .complete : .length(rest - count)
        } else {
            phase = count == rest ? .chunkDataEnd : .chunkData(rest - count)
        }
    }

    /// One byte of what is around the chunks' data.
    private mutating func step(
        _ byte: UInt8, _ request: Request, _ limit: Int, _ limits: HTTPLimits
    ) throws(ParseFailure) {
        switch phase {
        case .chunkSize(let size, let digits): try sizeByte(byte, size, digits, request, limit)
        case .chunkExtension(let size, let length):
            guard length < Self.extensionLimitBytes, byte.isFieldCharacter || byte == 0x0D else {
                throw .chunkMalformed
            }
            phase = byte == 0x0D ? .chunkSizeEnd(size) : .chunkExtension(size, length: length + 1)
        case .chunkSizeEnd(let size):
            guard byte == 0x0A else { throw .chunkMalformed }
            phase = size == 0 ? .trailers : .chunkData(size)
        case .chunkDataEnd:
            guard byte == 0x0D else { throw .chunkMalformed }
            phase = .chunkDataEndLF
        case .chunkDataEndLF:
            guard byte == 0x0A else { throw .chunkMalformed }
            phase = .chunkSize(0, digits: 0)
        case .trailers: try trailerByte(byte, limits)
        case .length, .chunkData, .complete: break
        }
    }

    private mutating func sizeByte(
        _ byte: UInt8, _ size: Int, _ digits: Int, _ request: Request, _ limit: Int
    ) throws(ParseFailure) {
        if let digit = Character(UnicodeScalar(byte)).hexDigitValue, digits < 8 {
            let grown = size << 4 | digit
            guard request.body.count + grown <= limit else { throw .bodyTooLarge }
            phase = .chunkSize(grown, digits: digits + 1)
            return
        }
        guard digits > 0 else { throw .chunkMalformed }
        switch byte {
        case 0x0D: phase = .chunkSizeEnd(size)
        case UInt8(ascii: ";"): phase = .chunkExtension(size, length: 0)
        default: throw .chunkMalformed
        }
    }

    /// Trailer fields are checked and dropped (RFC 9110 §6.5.1).
    private mutating func trailerByte(_ byte: UInt8, _ limits: HTTPLimits) throws(ParseFailure) {
        trailerBytes += 1
        guard trailerBytes <= limits.headBytes else { throw .headTooLong }
        guard byte == 0x0A else {
            guard trailer.count <= limits.fieldBytes else { throw .fieldTooLong }
            return trailer.append(byte)
        }
        guard trailer.popLast() == 0x0D else { throw .trailerMalformed }
        if trailer.isEmpty {
            phase = .complete
            return
        }
        guard (try? FieldLine.split(trailer.span, 0..<trailer.count)) != nil else { throw .trailerMalformed }
        trailer.removeAll(keepingCapacity: true)
    }
}
