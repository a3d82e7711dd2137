@testable import Core
import Testing

/// How long the machine waits, to the millisecond, and what it does then.
struct WebSocketDeadlineTests {
    /// Ping after 30 s, its answer within 20 s, a message within 30 s, the peer's Close within 5 s.
    private let limits = WebSocketLimits()

    @Test func aSilentPeerIsPingedAndThenGivenUp() {
        let driver = WebSocketDriver()
        driver.pass(milliseconds: 29_999)
        #expect(driver.sent.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.sent == ["ping"] && driver.end == nil)
        driver.pass(milliseconds: 19_999)
        #expect(driver.end == nil)
        driver.pass(milliseconds: 1)
        #expect(driver.end == .silent && driver.sent == ["ping"] && driver.deadlineNanoseconds == nil)
        #expect(driver.end?.closeCode == .abnormal)
    }

    @Test(arguments: [ClientFrame.pong().bytes, ClientFrame.text("a").bytes, [0x81]])
    func anyByteIsASignOfLife(bytes: [UInt8]) {
        let driver = WebSocketDriver()
        driver.pass(milliseconds: 30_000)
        driver.pass(milliseconds: 19_999)
        driver.send(bytes)
        driver.pass(milliseconds: 29_999)
        #expect(driver.sent.filter { $0 == "ping" }.count == 1 && driver.end == nil)
        driver.pass(milliseconds: 1)
        #expect(driver.end == (bytes.count == 1 ? .failed(.tooSlow) : nil))
    }

    @Test func aPeerThatAnswersIsKeptForEver() {
        let driver = WebSocketDriver()
        for _ in 0..<100 {
            driver.pass(milliseconds: 30_000)
            driver.pass(milliseconds: 10_000)
            driver.send(.pong())
        }
        #expect(driver.end == nil && driver.sent.count == 100)
    }

    @Test(arguments: [
        [0x81], Array(ClientFrame.text("abc").bytes.dropLast(4)), Array(ClientFrame.ping("abc").bytes.dropLast()),
        ClientFrame.text("", isFinal: false).bytes,
    ])
    func whatHasBegunAndDoesNotEndIsRefused(bytes: [UInt8]) {
        let driver = WebSocketDriver()
        driver.pass(milliseconds: 20_000)
        driver.send(bytes)
        driver.pass(milliseconds: 29_999)
        #expect(driver.end == nil && driver.sent.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.end == .failed(.tooSlow))
        #expect(driver.sent == ["close 1008 the message did not come to its end in time"])
    }

    @Test func controlFramesBetweenFragmentsGiveAMessageNoMoreTime() {
        let driver = WebSocketDriver()
        driver.send(.text("", isFinal: false))
        for _ in 0..<3 {
            driver.pass(milliseconds: 9_999)
            driver.send(.ping())
            driver.send(.more(""))
        }
        driver.pass(milliseconds: 2)
        #expect(driver.end == nil)
        driver.pass(milliseconds: 1)
        #expect(driver.end == .failed(.tooSlow))
    }

    @Test func everyByteGivesAMessageAMillisecond() {
        let driver = WebSocketDriver()
        driver.send(.text([UInt8](repeating: 0x61, count: 5000), isFinal: false))
        driver.pass(milliseconds: 29_999)
        driver.send(.ping())
        driver.pass(milliseconds: 5_000)
        #expect(driver.end == nil)
        driver.pass(milliseconds: 1)
        #expect(driver.end == .failed(.tooSlow))
    }

    @Test func eachMessageAndEachFrameHasItsOwnTime() {
        let driver = WebSocketDriver()
        let ping = ClientFrame.ping("abc").bytes
        driver.send(ping.dropLast())
        for _ in 0..<10 {
            driver.pass(milliseconds: 20_000)
            driver.send(ping.suffix(1) + ping.dropLast())
        }
        #expect(driver.end == nil)
        driver.send(ping.suffix(1))
        for _ in 0..<10 {
            driver.send(.text("a", isFinal: false))
            driver.pass(milliseconds: 20_000)
            driver.send(.more("b", isFinal: true))
        }
        #expect(driver.end == nil && driver.messages.count == 10)
    }

    @Test func nothingIsDueWhileTheGatewayWorks() {
        let driver = WebSocketDriver(isSlow: true)
        driver.send(ClientFrame.text("a").bytes + [0x81])
        #expect(driver.deadlineNanoseconds == nil)
        driver.pass(milliseconds: 1_000_000)
        driver.goOn()
        driver.pass(milliseconds: 29_999)
        #expect(driver.end == nil)
        driver.pass(milliseconds: 1)
        #expect(driver.end == .failed(.tooSlow))
    }

    @Test func aClientIsNotBlamedForTheTimeInWhichNothingWentToIt() {
        let driver = WebSocketDriver()
        driver.pass(milliseconds: 30_000)
        driver.pass(milliseconds: 19_000)
        driver.flush()
        driver.pass(milliseconds: 29_999)
        #expect(driver.end == nil && driver.sent == ["ping"])
        driver.send(.text("", isFinal: false))
        driver.pass(milliseconds: 29_000)
        driver.flush()
        driver.pass(milliseconds: 29_999)
        #expect(driver.end == nil)
    }

    @Test func aPeerThatDoesNotAnswerACloseIsLeft() {
        let driver = WebSocketDriver()
        driver.pass(milliseconds: 29_000)
        driver.close(.goingAway)
        for _ in 0..<4 {
            driver.pass(milliseconds: 1_000)
            driver.send(.text("a"))
        }
        driver.pass(milliseconds: 999)
        #expect(driver.end == nil)
        driver.pass(milliseconds: 1)
        #expect(driver.end == .closed(.goingAway) && driver.sent == ["close 1001"])
    }

    @Test func itTellsNothingBeforeItsTime() {
        var machine = WebSocketMachine(limits: limits, nowNanoseconds: 5)
        var output: [UInt8] = []
        #expect(machine.timePassed(nowNanoseconds: machine.deadlineNanoseconds - 1, output: &output) == .needsMore)
        #expect(output.isEmpty)
    }
}
