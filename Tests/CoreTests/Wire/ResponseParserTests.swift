import Core
import TestSupport
import Testing

/// Every example is fed whole, byte by byte, and cut in two at every place.
struct ResponseParserTests {
    private struct Outcome: Equatable {
        var status = 0
        var content: [UInt8] = []
        var isComplete = false
        var keepsConnection = false
        var flaw: ResponseFlaw?
    }

    private static let contentLimitBytes = 1 << 20

    /// Keeps what is not used, and gives it again with more, as a connection does.
    private func parse(_ parts: [[UInt8]], ends: Bool) -> Outcome {
        var parser = ResponseParser(contentLimitBytes: Self.contentLimitBytes)
        var outcome = Outcome()
        var unread: [UInt8] = []
        for part in parts {
            unread += part
            guard go(&parser, &unread, &outcome) else { return outcome }
        }
        if ends, case .failed(let flaw) = parser.inputEnded() { return Outcome(flaw: flaw) }
        outcome.status = parser.head.status
        outcome.isComplete = parser.isComplete
        outcome.keepsConnection = parser.keepsConnection(unreadBytes: unread.count)
        return outcome
    }

    /// - Returns: `false` when a rule is broken.
    private func go(_ parser: inout ResponseParser, _ unread: inout [UInt8], _ outcome: inout Outcome) -> Bool {
        while true {
            let step = parser.parse(unread.span)
            switch step.event {
            case .content(let range): outcome.content += unread[range]
            case .headComplete, .needMore, .complete: break
            case .failed(let flaw):
                outcome = Outcome(flaw: flaw)
                return false
            }
            unread.removeFirst(step.consumed)
            if step.event == .needMore || step.event == .complete { return true }
        }
    }

    private func verified(_ text: String, ends: Bool) -> Outcome {
        let bytes = Array(text.utf8)
        let whole = parse([bytes], ends: ends)
        #expect(parse(bytes.map { [$0] }, ends: ends) == whole, "byte by byte: \(text.debugDescription)")
        for cut in bytes.indices {
            #expect(parse([Array(bytes[..<cut]), Array(bytes[cut...])], ends: ends) == whole)
        }
        return whole
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, true),
        ("HTTP/1.1 201\r\nContent-Length: 0\r\n\r\n", 201, true),
        ("HTTP/1.1 200 \r\ncontent-length:\t3 \r\n\r\nabc", 200, true),
        ("HTTP/1.1 204 No Content\r\n\r\n", 204, true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\n{}", 200, true),
        ("HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 0\r\n\r\n", 200, false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, false),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nLink: x\r\n\r\nHTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n",
            500, true
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, true),
        ("HTTP/1.1 422 No\r\nTransfer-Encoding: Chunked\r\n\r\n1;x=y\r\na\r\n0\r\nTrailer: z\r\n\r\n", 422, true),
    ])
    func anAnswerIsReadToItsEnd(_ text: String, _ status: Int, _ keepsConnection: Bool) {
        let outcome = verified(text, ends: false)
        #expect(outcome.status == status && outcome.isComplete && outcome.keepsConnection == keepsConnection)
    }

    @Test func contentComesWithoutItsCoding() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n"
        #expect(verified(chunked, ends: false).content == Array("abcde".utf8))
        #expect(verified("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", ends: false).content == Array("abc".utf8))
        #expect(verified("HTTP/1.1 200 OK\r\n\r\nabc", ends: true).content == Array("abc".utf8))
    }

    @Test func aBodyWithoutALengthEndsWithTheConnection() {
        let text = "HTTP/1.1 200 OK\r\nX: y\r\n\r\nanything"
        #expect(!verified(text, ends: false).isComplete)
        let outcome = verified(text, ends: true)
        #expect(outcome.status == 200 && outcome.isComplete && !outcome.keepsConnection)
    }

    @Test func whatFollowsAnAnswerEndsTheConnectionAndNotTheAnswer() {
        let outcome = parse([Array("HTTP/1.1 204 X\r\n\r\n{}".utf8)], ends: false)
        #expect(outcome.status == 204 && outcome.isComplete && !outcome.keepsConnection)
    }

    private static let tooLarge = ResponseFlaw.contentTooLarge(limitBytes: contentLimitBytes)

    @Test(arguments: [
        ("garbage", ResponseFlaw.statusLineMalformed), ("HTTP/2 200 OK\r\n", .statusLineMalformed),
        ("HTTP/1.1 20 OK\r\n", .statusLineMalformed), ("HTTP/1.1 999 X\r\n", .statusLineMalformed),
        ("HTTP/1.1 2000 OK\r\n", .statusLineMalformed), ("HTTP/1.1  200 OK\r\n", .statusLineMalformed),
        ("HTTP/1.1 200 OK\n", .statusLineMalformed), ("HTTP/1.1 200 OK\rX", .statusLineMalformed),
        ("HTTP/1.1 200 O\u{1}K\r\n", .statusLineMalformed), ("HTTP/1.1 101 X\r\n\r\n", .protocolSwitch),
        ("HTTP/1.1 200 OK\r\nName : x\r\n", .fieldMalformed), ("HTTP/1.1 200 OK\r\n folded\r\n", .fieldMalformed),
        ("HTTP/1.1 200 OK\r\nA: b\nC: d\r\n", .fieldMalformed), ("HTTP/1.1 200 OK\r\nno colon\r\n", .fieldMalformed),
        ("HTTP/1.1 200 OK\r\nA: \u{0}\r\n", .fieldMalformed),
        ("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n", .lengthMalformed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", .lengthMalformed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n", .lengthMalformed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", tooLarge),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .framingUnclear),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", .framingUnclear),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n", .framingUnclear),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .framingUnclear),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz", .chunkMalformed),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n", tooLarge),
    ])
    func anAnswerThatBreaksARuleIsRefused(_ text: String, _ flaw: ResponseFlaw) {
        #expect(verified(text, ends: false).flaw == flaw)
    }

    @Test(arguments: ["", "HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", "HTTP/1.1 100 X\r\n\r\n"])
    func anAnswerThatIsCutOffIsRefused(_ text: String) {
        #expect(verified(text, ends: true).flaw == .truncated)
    }

    @Test func whatHasNoEndIsRefused() {
        let field = "X: " + String(repeating: "y", count: 1000) + "\r\n"
        let head = "HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 17)
        #expect(parse([Array(head.utf8)], ends: false).flaw == .headTooLarge)
        let interim = String(repeating: "HTTP/1.1 100 X\r\n\r\n", count: 11)
        #expect(parse([Array(interim.utf8)], ends: false).flaw == .interimFlood)
        let open = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + [UInt8](repeating: 0x78, count: (1 << 20) + 1)
        #expect(parse([open], ends: false).flaw == Self.tooLarge)
    }

    private static let samples = [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 100 X\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 503 X\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n\r\nlater",
    ]
    private static let tokens = [
        "\r\n", "\r", "\n", ":", ",", " ", "\0", "0", "f", "\r\n\r\n", "Content-Length: 5\r\n", "Retry-After: 9\r\n",
        "Transfer-Encoding: chunked\r\n", "HTTP/1.1 100 X\r\n\r\n", "0\r\n\r\n", "\u{80}",
    ]

    @Test func noBytesTrapTheParser() {
        var generator = SeededGenerator(seed: 20_261_121)
        for round in 0..<8_000 {
            var bytes = Array(Self.samples[round % Self.samples.count].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<max(1, bytes.count), using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0 where !bytes.isEmpty: bytes[place] = .random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                case 2: bytes.insert(contentsOf: Array(bytes[..<place].suffix(40)), at: place)
                default:
                    let token = Self.tokens[Int.random(in: 0..<Self.tokens.count, using: &generator)]
                    bytes.insert(contentsOf: Array(token.utf8), at: min(place, bytes.count))
                }
            }
            let ends = round % 2 == 0
            let whole = parse([bytes], ends: ends)
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            let isSame =
                parse(bytes.map { [$0] }, ends: ends) == whole
                && parse([Array(bytes[..<cut]), Array(bytes[cut...])], ends: ends) == whole
            guard isSame else {
                Issue.record("seed 20261121, round \(round), cut at \(cut)")
                return
            }
        }
    }
}
