@testable import Core
import Testing

/// The cases 1 to 7 and 10 of the Autobahn test suite: there is none that is only nearly passed.
struct AutobahnTests {
    private static let all = [
        AutobahnCase.framing, AutobahnCase.pings, AutobahnCase.reservedBits, AutobahnCase.opcodes,
        AutobahnCase.fragmentation, AutobahnCase.utf8, AutobahnCase.closing, AutobahnCase.rest,
    ].flatMap { $0 }

    @Test func allCasesAreThere() {
        // 6.4 has four that stand below.
        #expect(Self.all.count + 4 == 247)
        #expect(Set(Self.all.map(\.number)).count == Self.all.count)
        let valid = AutobahnUTF8.sequences.filter { UTF8Model.look(at: $0.bytes).isComplete }
        #expect(valid.count == AutobahnUTF8.validCount)
    }

    /// Whole, frame by frame, byte by byte, in the case's own pieces, and cut in two at every place.
    @Test(arguments: all) func aCaseIsPassedHoweverItsBytesCome(_ test: AutobahnCase) {
        let bytes = test.frames.flatMap(\.bytes)
        func check(_ cuts: [Int], _ comment: Comment) {
            let driver = WebSocketDriver()
            driver.send(bytes, cuts: cuts)
            #expect(driver.sent == test.sent, comment)
            #expect(driver.messages == test.sent.filter { $0.hasPrefix("text") || $0.hasPrefix("binary") }, comment)
            #expect(driver.end == test.end && driver.hasEnded, comment)
        }
        func chops(_ size: Int) -> [Int] { Array(stride(from: size, to: bytes.count, by: size)) }
        check([], "whole")
        check(test.frames.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.bytes.count) }.dropLast(), "by frames")
        if let size = test.chopBytes { check(chops(size), "in pieces of \(size)") }
        if bytes.count < 100_000 { check(chops(1), "byte by byte") }
        if bytes.count < 1000 { for cut in bytes.indices.dropFirst() { check([cut], "cut at \(cut)") } }
    }

    /// The text is sent in three parts; the second one, or its first byte, is what cannot be right.
    @Test(arguments: [
        ("6.4.1", secondPartCount: 4, inFrames: true), ("6.4.2", secondPartCount: 1, inFrames: true),
        ("6.4.3", secondPartCount: 4, inFrames: false), ("6.4.4", secondPartCount: 1, inFrames: false),
    ])
    func invalidTextIsRefusedAtOnce(number: String, secondPartCount: Int, inFrames: Bool) {
        let text = AutobahnCase.kosme + [0xF4, 0x90, 0x80, 0x80] + AutobahnCase.edited
        // Up to the byte that may still be right.
        let first = secondPartCount == 4 ? 11 : 12
        let parts = [text[..<first], text[first..<first + secondPartCount], text[(first + secondPartCount)...]]
        let driver = WebSocketDriver()
        if inFrames {
            driver.send(.text(Array(parts[0]), isFinal: false))
            #expect(driver.end == nil && driver.sent.isEmpty)
            driver.send(.more(Array(parts[1])))
        } else {
            let whole = ClientFrame.text(text)
            let bytes = whole.bytes
            let start = whole.headerBytes.count
            driver.send(bytes[..<(start + first)])
            #expect(driver.end == nil && driver.sent.isEmpty)
            driver.send(bytes[(start + first)..<(start + first + secondPartCount)])
        }
        #expect(driver.end == .failed(.textNotUTF8))
        #expect(driver.sent == ["close 1007 the text is not UTF-8"])
    }

    /// What is asked of 6.4 alone holds for all invalid texts of 6: the byte that cannot be right ends it.
    @Test func everyInvalidTextIsRefusedAtItsFirstBadByte() {
        for (number, text) in AutobahnUTF8.sequences {
            let look = UTF8Model.look(at: text)
            guard !look.isComplete else { continue }
            let driver = WebSocketDriver()
            let frame = ClientFrame.text(text + Array("more".utf8), isFinal: false)
            let lastFine = frame.headerBytes.count + (look.firstBad ?? text.count)
            driver.send(frame.bytes[..<lastFine])
            #expect(driver.end == nil, "\(number)")
            driver.send(frame.bytes[lastFine...lastFine])
            #expect(driver.end == .failed(.textNotUTF8), "\(number)")
        }
    }
}
