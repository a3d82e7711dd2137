/// The header fields of an answer that say where it ends, whether the connection lives on and when to ask again; others
/// are dropped.
struct ResponseFields {
    private(set) var length: Int?
    private(set) var isChunked = false
    /// The first that can be understood.
    private(set) var retryAfter: RetryAfter?
    var keepsConnection = true
    private var hasOtherCoding = false
    private let isHTTP10: Bool
    private static let names: Set<String> = ["content-length", "transfer-encoding", "connection", "retry-after"]

    init(isHTTP10: Bool = false) {
        self.isHTTP10 = isHTTP10
        keepsConnection = !isHTTP10
    }

    /// Takes one field line, without its line end.
    mutating func add(_ line: Span<UInt8>) throws(ResponseFlaw) {
        var colon = 0
        while colon < line.count, TokenByte.contains(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == UInt8(ascii: ":") else { throw .fieldMalformed }
        for index in colon..<line.count where line[index] < 0x20 && line[index] != 0x09 || line[index] == 0x7F {
            throw .fieldMalformed
        }
        let name = Self.lowercased(line.extracting(0..<colon))
        guard Self.names.contains(name) else { return }
        let value = line.extracting(colon + 1..<line.count)
        if name == "retry-after" {
            if retryAfter == nil { retryAfter = RetryAfter(Self.trimmed(Self.text(value))) }
            return
        }
        let items = Self.lowercased(value).split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
        switch name {
        case "content-length": try takeLengths(items)
        case "transfer-encoding": takeCodings(items)
        default: if items.contains("close") { keepsConnection = false }
        }
    }

    /// RFC 9112 §6.3: at the end of the header.
    func check() throws(ResponseFlaw) {
        guard !hasOtherCoding, !(isChunked && (length != nil || isHTTP10)) else { throw .framingUnclear }
    }

    /// The same length twice is let pass (RFC 9110 §8.6).
    private mutating func takeLengths(_ items: [String]) throws(ResponseFlaw) {
        for item in items {
            guard (1...18).contains(item.utf8.count), item.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(item), length ?? number == number
            else { throw .lengthMalformed }
            length = number
        }
    }

    private mutating func takeCodings(_ items: [String]) {
        for item in items {
            if item == "chunked", !isChunked { isChunked = true } else { hasOtherCoding = true }
        }
    }

    private static func lowercased(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            text.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.append(copying: bytes)
        return String(decoding: text, as: UTF8.self)
    }

    /// Without the optional space around it (RFC 9110 §5.6.3).
    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
