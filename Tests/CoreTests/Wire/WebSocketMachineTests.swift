@testable import Core
import Testing

/// The rules of RFC 6455 that the Autobahn cases do not touch, and the limits.
struct WebSocketMachineTests {
    private static let large = WebSocketLimits(messageBytes: 1 << 20)

    // MARK: - Frames

    /// RFC 6455 §5.7.
    @Test func thePublishedFramesAreReadAndWritten() {
        let driver = WebSocketDriver()
        driver.send([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        driver.send([0x89, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(driver.sent == ["text Hello", "pong \(Array("Hello".utf8))"])
        var output: [UInt8] = []
        WebSocketMachine.append(Array("Hello".utf8).span, as: .text, to: &output)
        #expect(output == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
    }

    @Test(arguments: [
        (0, [0x82, 0]), (125, [0x82, 125]), (126, [0x82, 126, 0, 126]), (256, [0x82, 126, 1, 0]),
        (65_535, [0x82, 126, 255, 255]), (65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ])
    func aLengthIsWrittenAsShortAsItCanBe(count: Int, header: [UInt8]) {
        var output: [UInt8] = []
        WebSocketMachine.append([UInt8](repeating: 7, count: count).span, as: .binary, to: &output)
        #expect(output == header + [UInt8](repeating: 7, count: count))
    }

    @Test(arguments: 0...17) func everyPlaceOfThePayloadMeetsItsByteOfTheKey(count: Int) {
        let bytes = (0..<count).map { UInt8($0 * 15) }
        let driver = WebSocketDriver.verified(
            .binary(bytes, isFinal: false).with { $0.key = [1, 2, 4, 8] },
            .more(bytes, isFinal: true).with { $0.key = [0x80, 0x40, 0x20, 0x10] })
        #expect(driver.messages == ["binary \(bytes + bytes)"])
    }

    @Test(arguments: [ClientFrame.text("a"), .binary([1]), .ping(), .pong("a"), .close(1000), .text("")])
    func whatIsNotMaskedIsRefused(frame: ClientFrame) {
        let driver = WebSocketDriver.verified(frame.with { $0.key = nil }, .ping())
        #expect(driver.end == .failed(.unmasked))
        #expect(driver.sent == ["close 1002 the frame is not masked"])
    }

    @Test(arguments: [(0, 2), (125, 2), (0, 8), (126, 8), (65_535, 8)])
    func aLengthThatIsLongerThanItNeedsToBeIsRefused(count: Int, lengthBytes: Int) {
        let frame = ClientFrame.binary([UInt8](repeating: 0, count: count)).with { $0.lengthBytes = lengthBytes }
        #expect(WebSocketDriver.verified(frame).end == .failed(.lengthNotMinimal))
    }

    @Test(arguments: [UInt64(1) << 63, .max]) func aLengthWithTheTopBitSetIsRefused(length: UInt64) {
        let frame = ClientFrame.binary([]).with { $0.announced = length }
        #expect(WebSocketDriver.verified(frame).end == .failed(.lengthOverflow))
    }

    @Test func aControlFrameWithALongerLengthIsRefusedFromItsSecondByte() {
        let driver = WebSocketDriver()
        driver.send([0x89])
        #expect(driver.end == nil)
        driver.send([0xFE])
        #expect(driver.end == .failed(.controlTooLong))
    }

    // MARK: - Limits

    @Test func aMessageOfTheLimitIsTakenAndOneByteMoreIsNot() {
        let limits = WebSocketLimits(messageBytes: 300)
        let most = [UInt8](repeating: 0x61, count: 300)
        let driver = WebSocketDriver.verified(.text(most), limits: limits)
        #expect(driver.messages.count == 1 && driver.end == nil)
        let more = WebSocketDriver.verified(.text(most + [0x61]), limits: limits)
        #expect(more.messages.isEmpty && more.end == .failed(.messageTooLarge))
        #expect(more.sent == ["close 1009 the message is too large"])
    }

    @Test func theFragmentsOfAMessageCountTogether() {
        let limits = WebSocketLimits(messageBytes: 300)
        let half = [UInt8](repeating: 0x61, count: 150)
        let driver = WebSocketDriver.verified(
            .text(half, isFinal: false), .more(half), .ping(), .more("", isFinal: true), limits: limits)
        #expect(driver.messages.count == 1 && driver.end == nil)
        let more = WebSocketDriver.verified(
            .text(half, isFinal: false), .more(half), .more("a", isFinal: true), limits: limits)
        #expect(more.end == .failed(.messageTooLarge))
    }

    /// From the length alone, before its key or any content has come.
    @Test(arguments: [70_000, 1 << 40, UInt64(Int.max)]) func whatIsTooLargeIsRefusedBeforeItComes(length: UInt64) {
        let driver = WebSocketDriver(limits: WebSocketLimits(messageBytes: 65_536))
        let header = ClientFrame.binary([]).with { $0.announced = length }.headerBytes
        driver.send(header.prefix(10))
        #expect(driver.end == .failed(.messageTooLarge))
        #expect(driver.heldBytes == 0)
    }

    @Test func memoryGrowsWithWhatHasComeAndNotWithWhatIsAnnounced() {
        let driver = WebSocketDriver(limits: Self.large)
        driver.send(ClientFrame.binary([]).with { $0.announced = 1 << 20 }.headerBytes)
        #expect(driver.heldBytes == 0)
        var count = 0
        while count < 100_000 {
            driver.send([UInt8](repeating: 1, count: 1000))
            count += 1000
            #expect(driver.heldBytes <= 2 * count + 100)
        }
    }

    @Test func theRoomOfALargeMessageIsGivenBackAndThatOfASmallOneKept() {
        var machine = WebSocketMachine(limits: Self.large, nowNanoseconds: 0)
        var output: [UInt8] = []
        for (count, keeps) in [(200_000, false), (1000, true)] {
            let frame = ClientFrame.binary([UInt8](repeating: 1, count: count)).bytes
            let step = machine.read(frame.span, nowNanoseconds: 0, output: &output)
            #expect(step == WebSocketStep(consumed: frame.count, event: .message(.binary)))
            #expect(machine.heldBytes >= count)
            // Nobody has taken it.
            let next = machine.read(Span(), nowNanoseconds: 0, output: &output)
            #expect(next == WebSocketStep(consumed: 0, event: .needsMore))
            #expect((machine.heldBytes > 0) == keeps)
        }
        var room: [UInt8] = []
        machine.takeMessage(&room)
        #expect(machine.heldBytes == 0)
    }

    @Test func aMessageIsHandedOverWithoutACopy() {
        var machine = WebSocketMachine(limits: Self.large, nowNanoseconds: 0)
        var output: [UInt8] = []
        _ = machine.read(ClientFrame.text("hello").bytes.span, nowNanoseconds: 0, output: &output)
        var message: [UInt8] = []
        message.reserveCapacity(1000)
        let room = message.capacity
        machine.takeMessage(&message)
        #expect(message == Array("hello".utf8))
        #expect(machine.heldBytes == room)
    }

    @Test func aMessageInTooManyFramesIsRefused() {
        let limits = WebSocketLimits(messageFrames: 10)
        let fragments = [ClientFrame.text("", isFinal: false)] + (0..<8).map { _ in ClientFrame.more("") }
        let driver = WebSocketDriver(limits: limits)
        for _ in 0..<3 {
            driver.send((fragments + [.ping(), .more("a", isFinal: true)]).flatMap(\.bytes))
        }
        #expect(driver.messages == ["text a", "text a", "text a"])
        driver.send((fragments + [.more(""), .more("")]).flatMap(\.bytes))
        #expect(driver.end == .failed(.messageInTooManyFrames))
        #expect(driver.sent.last == "close 1008 the message has too many frames")
    }

    // MARK: - Pings

    @Test func whileMuchWaitsToBeSentTheLatestPingAloneIsAnsweredLater() {
        let driver = WebSocketDriver(unsentCount: 16 * 1024)
        driver.send(.ping("a"), .text("hello"), .ping("b"), .ping("c"))
        #expect(driver.sent == ["text hello"])
        driver.flush()
        #expect(driver.sent == ["text hello", "pong \(Array("c".utf8))"])
        driver.flush()
        driver.send(.ping("d"))
        #expect(driver.sent.dropFirst(2) == ["pong \(Array("d".utf8))"])
    }

    @Test(arguments: [false, true]) func theLatestPingIsNotForgottenWhenAllGoesAtOnce(isClosing: Bool) {
        let driver = WebSocketDriver(unsentCount: 16 * 1024)
        if isClosing { driver.close(.normal) }
        driver.send(.ping("a"), .ping("b"))
        #expect(driver.deadlineNanoseconds == 0)
        driver.sendAll()
        driver.pass(milliseconds: 0)
        #expect(driver.sent.last == "pong \(Array("b".utf8))" && driver.end == nil)
        #expect(driver.deadlineNanoseconds == (isClosing ? 5_000_000_000 : 30_000_000_000))
    }

    @Test func aPingThatIsAnsweredMakesTheOneBeforeItOutOfDate() {
        let driver = WebSocketDriver(unsentCount: 16 * 1024)
        driver.send(.ping("a"))
        driver.sendAll()
        driver.send(.ping("b"))
        driver.flush()
        #expect(driver.sent == ["pong \(Array("b".utf8))"])
    }

    @Test func aPingThatCannotBeAnsweredYetWaitsForRoomAndNotForTime() {
        let driver = WebSocketDriver(unsentCount: 16 * 1024)
        driver.send(.ping("a"))
        driver.pass(milliseconds: 0)
        #expect(driver.deadlineNanoseconds == 30_000_000_000 && driver.sent.isEmpty)
        driver.flush()
        #expect(driver.sent == ["pong \(Array("a".utf8))"])
    }

    @Test func aFloodOfPingsHoldsABound() {
        let driver = WebSocketDriver()
        let ping = ClientFrame(opcode: 9, payload: [UInt8](repeating: 1, count: 125))
        for _ in 0..<1000 { driver.send(ping) }
        // Pongs of 127 bytes, up to the one that passes the mark.
        #expect(driver.sent.count == 130)
        #expect(driver.heldBytes < 200)
        driver.flush()
        #expect(driver.sent.count == 131)
    }

    @Test func aPingIsAnsweredAfterTheGatewayHasBegunToClose() {
        let driver = WebSocketDriver()
        driver.close(.goingAway)
        driver.send(.ping("a"))
        #expect(driver.sent == ["close 1001", "pong \(Array("a".utf8))"])
    }

    // MARK: - The owner

    @Test func nothingIsReadBeforeTheOwnerWantsTheNextMessage() {
        let driver = WebSocketDriver(isSlow: true)
        driver.send(.text("a"), .ping(), .text("b"), .close(1000))
        #expect(driver.messages == ["text a"] && driver.sent.isEmpty)
        driver.goOn()
        #expect(driver.messages == ["text a", "text b"] && driver.sent == ["text a", "pong"])
        driver.goOn()
        #expect(driver.sent == ["text a", "pong", "text b", "close 1000"] && driver.end == .closedByPeer(.normal))
    }

    // MARK: - Closing

    @Test func theGatewaysCloseIsAnsweredByThePeers() {
        let driver = WebSocketDriver()
        driver.close(.goingAway, reason: "the gateway stops")
        #expect(driver.sent == ["close 1001 the gateway stops"] && !driver.isOpen && !driver.hasEnded)
        driver.send(.close(1001))
        #expect(driver.end == .closed(.goingAway) && driver.sent.count == 1)
    }

    @Test func messagesAfterTheGatewaysCloseAreNobodys() {
        let driver = WebSocketDriver(limits: WebSocketLimits(messageBytes: 100, messageFrames: 1))
        driver.send(.text("a", isFinal: false))
        driver.close(.normal)
        #expect(driver.heldBytes == 0)
        driver.send(.more([0xFF]), .more("", isFinal: true), .text([0xFF]), .binary([UInt8](repeating: 1, count: 1000)))
        #expect(driver.messages.isEmpty && driver.end == nil && driver.heldBytes == 0)
        driver.send(.close)
        #expect(driver.end == .closed(.normal) && driver.sent == ["close 1000"])
    }

    @Test(arguments: [ClientFrame.text("a").with { $0.key = nil }, .more("a"), ClientFrame(opcode: 3, payload: [])])
    func aRuleBrokenAfterTheGatewaysCloseEndsItWithoutAnotherWord(frame: ClientFrame) {
        let driver = WebSocketDriver()
        driver.close(.normal)
        driver.send(frame)
        #expect(driver.end == .closed(.normal) && driver.sent == ["close 1000"])
    }

    @Test func itIsClosedOnce() {
        let driver = WebSocketDriver()
        driver.close(.goingAway)
        driver.close(.policyViolation)
        driver.send(.close(1000))
        driver.close(.normal)
        #expect(driver.sent == ["close 1001"] && driver.end == .closed(.goingAway))
    }

    @Test func aReasonIsCutBetweenCharacters() {
        let driver = WebSocketDriver()
        driver.close(.policyViolation, reason: String(repeating: "ж", count: 100))
        #expect(driver.sent == ["close 1008 " + String(repeating: "ж", count: 61)])
    }

    @Test(arguments: WebSocketFlaw.allCases) func everyFlawIsToldWithACodeThatMayBeSent(flaw: WebSocketFlaw) {
        #expect(flaw.closeCode.maySend)
        #expect(flaw.reason.utf8.count <= 123)
    }

    // MARK: - The end of the bytes

    @Test(arguments: [
        [], Array(ClientFrame.text("abc").bytes.dropLast()), Array(ClientFrame.ping("a").bytes.dropLast()),
    ])
    func bytesThatEndWithoutACloseEndItWithoutAWord(bytes: [UInt8]) {
        let driver = WebSocketDriver()
        driver.send(bytes)
        driver.endInput()
        #expect(driver.end == .gone && driver.sent.isEmpty && driver.end?.closeCode == .abnormal)
    }

    @Test func messagesBeforeTheEndOfTheBytesAreTold() {
        let driver = WebSocketDriver(isSlow: true)
        driver.send(.text("a"), .text("b"))
        driver.endInput()
        driver.goOn()
        #expect(driver.messages == ["text a", "text b"] && driver.end == nil)
        driver.goOn()
        #expect(driver.end == .gone)
    }

    @Test func aPeerThatGoesAfterTheGatewaysCloseHasClosed() {
        let driver = WebSocketDriver()
        driver.close(.goingAway)
        driver.endInput()
        #expect(driver.end == .closed(.goingAway))
    }
}
