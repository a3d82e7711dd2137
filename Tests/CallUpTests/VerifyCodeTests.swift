import Kit
import TestSupport
import Testing

@testable import CallUp

struct VerifyCodeTests {
    private let bench: CallUpBench

    init() throws { bench = try CallUpBench() }

    /// C19
    @Test func theRightCodeIsASuccess() throws {
        let order = try bench.order()
        #expect("\(try bench.verifyCode(order.id, "0345"))" == #"{"success":true}"#)
    }

    /// C20
    @Test func theIDIsTakenInEitherCase() throws {
        let order = try bench.order()
        #expect(bench.refusal(order.id.uppercased(), "0345") == nil)
        #expect(bench.refusal(order.id, "0345")?.code == .orderUsed)
    }

    /// C21
    @Test(arguments: ["", "034", "03455", "034x", "٠٣٤٥", "%30345x", "0345%20"])
    func aMalformedCodeIsABrokenRuleAndNotCounted(code: String) throws {
        let order = try bench.order()
        for _ in 0..<6 {
            let error = try #require(bench.refusal(order.id, code))
            #expect(error.code == .inputInvalid)
            #expect(error.rules == ["order_code must be 4 digits"])
        }
        #expect(bench.refusal(order.id, "%30345") == nil)
    }

    /// C22
    @Test func anUnknownOrderIsNotFound() throws {
        #expect(ErrorCode.orderUnknown.status == 404)
        let id = try bench.order().id
        let others = [
            OrderID.random().text, "", "x", String(id.dropLast()), id + "0", "{\(id)}", id.replacing("-", with: ""),
            "%00", "' OR 1=1 --", String(repeating: "a", count: 8_000),
        ]
        for other in others { #expect(bench.refusal(other, "0345") == APIError(.orderUnknown), "\(other)") }
        #expect(bench.refusal(id, "0345") == nil)
    }

    /// C22
    @Test func anotherAppsOrderIsUnknownAndItsTriesAreNotCounted() throws {
        let order = try bench.order()
        for code in ["0000", "0345"] {
            for _ in 0..<6 { #expect(bench.refusal(order.id, code, app: .bank) == APIError(.orderUnknown)) }
        }
        #expect(bench.refusal(order.id, "0345") == nil)
        #expect(bench.refusal(order.id, "0345", app: .bank) == APIError(.orderUnknown))
    }

    /// C4
    @Test func withoutAnAppNothingIsVerified() throws {
        let order = try bench.order()
        #expect(bench.refusal(order.id, "0345", app: nil) == APIError(.appDenied))
        #expect(bench.refusal(order.id, "0345") == nil)
    }

    /// C23, C27
    @Test func anOrderVerifiesOnce() throws {
        #expect(ErrorCode.orderUsed.status == 410)
        let order = try bench.order()
        #expect(bench.refusal(order.id, "0345") == nil)
        for code in ["0345", "0000"] { #expect(bench.refusal(order.id, code) == APIError(.orderUsed)) }
        bench.clock.advance(seconds: 300)
        #expect(bench.refusal(order.id, "0345") == APIError(.orderUsed))
    }

    /// C24, C27
    @Test func anOrderEndsAfterThreeHundredSecondsToTheMillisecond() throws {
        #expect(ErrorCode.orderExpired.status == 410)
        let first = try bench.order()
        let second = try bench.order()
        for _ in 0..<5 { _ = bench.refusal(second.id, "0000") }
        bench.clock.advance(milliseconds: 299_999)
        #expect(bench.refusal(second.id, "0345")?.code == .orderLocked)
        #expect(bench.refusal(first.id, "0000")?.code == .codeWrong)
        bench.clock.advance(milliseconds: 1)
        for id in [first.id, second.id] {
            for code in ["0000", "0345"] { #expect(bench.refusal(id, code) == APIError(.orderExpired)) }
        }
    }

    /// C24
    @Test func aRightCodeInTheLastMillisecondIsInTime() throws {
        let order = try bench.order()
        bench.clock.advance(milliseconds: 299_999)
        #expect(bench.refusal(order.id, "0345") == nil)
    }

    /// C28
    @Test func ofTwoRightCodesAtOnceExactlyOneSucceeds() throws {
        let bench = bench
        for number in 0..<50 {
            let order = try bench.order(phone(number))
            let refusals = inParallel(2) { _ in bench.refusal(order.id, "0345")?.code }
            #expect(refusals.filter { $0 == nil }.count == 1)
            #expect(refusals.filter { $0 == .orderUsed }.count == 1)
        }
    }

    /// C30
    @Test func anOrderIsForgottenADayAfterItsEnd() throws {
        let order = try bench.order(phone(1))
        bench.clock.advance(milliseconds: (300 + 86_400) * 1_000 - 1)
        _ = try bench.order(phone(2))
        #expect(bench.refusal(order.id, "0345")?.code == .orderExpired)
        bench.clock.advance(milliseconds: 1)
        _ = try bench.order(phone(3))
        #expect(bench.refusal(order.id, "0345")?.code == .orderUnknown)
    }

    /// C30
    @Test func theTableDoesNotGrowForEver() throws {
        for number in 0..<30 { _ = try bench.order(phone(number)) }
        bench.clock.advance(seconds: 2 * 86_400)
        _ = try bench.order()
        #expect(try bench.column("SELECT count(*) FROM orders") == "11", "20 are removed with each new one")
        _ = try bench.order()
        #expect(try bench.column("SELECT count(*) FROM orders") == "2")
    }
}
