import Kit
import TestSupport
import Testing

@testable import CallUp

struct OneTimeCodeTests {
    /// C7: by a chi-square test. With 9,999 degrees of freedom the sum is 9,999 on average, its standard deviation 141;
    /// a fair generator is beyond the bounds, seven of those away, once in more than 10^11 runs.
    @Test func everyCodeIsAsLikely() {
        let perCode = 30
        var counts = [Int](repeating: 0, count: 10_000)
        var lengths: Set<Int> = []
        for _ in 0..<10_000 * perCode {
            let text = OneTimeCode.random().text
            lengths.insert(text.utf8.count)
            counts[Int(text) ?? -1] += 1
        }
        #expect(lengths == [4])
        let sum = counts.reduce(0.0) { $0 + Double(($1 - perCode) * ($1 - perCode)) / Double(perCode) }
        #expect((9_000...11_000).contains(sum))
        #expect(counts.allSatisfy { $0 > 0 }, "one that never comes hardly shows in the sum; 30 are expected of each")
    }

    /// C7
    @Test func ordersOfOneAppDifferAndKeepLeadingZeros() throws {
        let bench = try CallUpBench()
        let codes = try (0..<200).map { number in
            try bench.createOrder(#"{"phone":"\#(phone(number))"}"#, query: "fields=code.value")
                .json["code"]?["value"]?.string ?? ""
        }
        #expect(codes.allSatisfy { $0.wholeMatch(of: /[0-9]{4}/) != nil })
        #expect(codes.contains { $0.hasPrefix("0") }, "one in ten does; 200 without are a chance of 10^-9")
        #expect(Set(codes).count > 160)
    }

    /// C29: the comparison looks at every digit.
    @Test func onlyTheSameDigitsMatch() throws {
        let code = try OneTimeCode(checking: "0345")
        #expect(code.matches(try OneTimeCode(checking: "0345")))
        for other in ["1345", "0445", "0355", "0346", "5430", "0000"] {
            #expect(!code.matches(try OneTimeCode(checking: other)))
        }
    }

    /// C18
    @Test func codeAndNumberArePrintedNowhere() throws {
        let code = try OneTimeCode(checking: "9173")
        let phone = try Phone(checking: "79990001122")
        let number = CallerNumber(prefix: .standard, code: code)
        let id = OrderID.random()
        let created = CreatedOrder(
            id: id, cid: .init(prefix: number.prefix, mask: number.mask), code: .init(value: code))
        let order = Order(id: id, code: code, expiresAt: Timestamp(milliseconds: 0))
        let call = OrderedCall(orderID: id, phone: phone, callerNumber: number)
        for value in [code, number, created, order, call] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in [dumped, "\(value)", String(reflecting: value)] {
                #expect(!text.replacing(id.text, with: "").contains("9173"), "\(text)")
            }
        }
        #expect("\(number)" == "7487260****")
    }
}
