import Kit
import TestSupport
import Testing

@testable import CallUp

struct CreateOrderTests {
    private let bench: CallUpBench

    init() throws { bench = try CallUpBench() }

    private func rules(_ body: String, query: String = "") -> [String] {
        let error = bench.orderRefusal(body, query: query)
        #expect(error == nil || error?.code == .inputInvalid)
        return error?.rules ?? []
    }

    /// C9, C10: the first scheme of the document.
    @Test func answersIDAndMask() throws {
        let reply = try bench.createOrder(#"{"phone":"79990001122"}"#)
        let id = try #require(reply["id"])
        let cid = #"{"prefix":"7487260","mask":"7487260****"}"#
        #expect("\(reply)" == #"{"id":"\#(id)","cid":\#(cid),"code":{"len":4}}"#)
    }

    /// C9, C10: the second and the third scheme.
    @Test(arguments: [
        (#"{"phone":"79990001122"}"#, "fields=code.value"),
        (#"{"phone":"79990001122"}"#, "x=1&fields=code.value%2Ccode.value"),
        (#"{"phone":"79990001122","code":"0345"}"#, ""),
        (#"{"phone":"79990001122","code":"0345"}"#, "fields=code.value"),
    ])
    func answersTheCode(body: String, query: String) throws {
        let reply = try bench.createOrder(body, query: query)
        let id = try #require(reply["id"])
        let code = try #require(reply.json["code"]?["value"]?.string)
        let cid = #"{"prefix":"7487260","mask":"7487260****"}"#
        #expect("\(reply)" == #"{"id":"\#(id)","cid":\#(cid),"code":{"len":4,"value":"\#(code)"}}"#)
        #expect(!body.contains("code") || code == "0345")
        #expect(bench.refusal(id, code) == nil)
    }

    /// C5
    @Test(arguments: [
        "7999000112", "799900011223", "", "+7999000112", "7999000112a", "7999 000112", "٧٩٩٩٠٠٠١١٢٢",
    ])
    func phoneIsElevenDigits(phone: String) {
        #expect(rules(#"{"phone":"\#(phone)"}"#) == ["phone must be 11 digits"])
    }

    /// C5
    @Test func phoneIsAString() {
        #expect(rules(#"{"phone":79990001122}"#) == ["phone must be a string"])
        for body in ["{}", "", #"{"phone":null}"#] { #expect(rules(body) == ["phone is required"]) }
        #expect(rules(#"{"phone":"00000000000"}"#) == [])
    }

    /// C6
    @Test(arguments: ["", "034", "03455", "034x", "-345", " 345", "٠٣٤٥"]) func codeIsFourDigits(code: String) {
        #expect(rules(#"{"phone":"79990001122","code":"\#(code)"}"#) == ["code must be 4 digits"])
    }

    /// C6
    @Test func codeIsAStringOrAbsent() throws {
        #expect(rules(#"{"phone":"79990001122","code":345}"#) == ["code must be a string"])
        let reply = try bench.createOrder(#"{"phone":"79990001122","code":null}"#)
        #expect(reply.json["code"]?.rawText == #"{"len":4}"#, "a null code is none that the app gave")
    }

    /// C8
    @Test(arguments: [
        "fields=", "fields", "fields=code", "fields=code.value,", "fields=code.value,id", "fields=Code.value",
        "fields=code.value%20",
    ])
    func otherFieldsAreRefused(query: String) {
        let rule = "must be a list of names, separated by commas; the only name is code.value"
        #expect(rules(#"{"phone":"79990001122"}"#, query: query) == ["fields \(rule)"])
    }

    /// C8
    @Test func fieldsIsGivenOnce() {
        let query = "fields=code.value&fields=code.value"
        #expect(rules(#"{"phone":"79990001122"}"#, query: query) == ["fields is given twice"])
    }

    /// C3
    @Test func allBrokenRulesComeAtOnceAndNothingIsDone() throws {
        #expect(
            rules(#"{"phone":"7","code":"1"}"#, query: "fields=id") == [
                "phone must be 11 digits", "code must be 4 digits",
                "fields must be a list of names, separated by commas; the only name is code.value",
            ])
        #expect(try bench.column("SELECT count(*) FROM orders") == "0")
        #expect(try bench.calls() == "")
        #expect(rules(#"{"phone":"79990001122","id":"x","fields":["code.value"]}"#) == [])
    }

    /// C11
    @Test func idIsARandomUUID() throws {
        let ids = try (0..<50).map { number in try bench.order(phone(number)).id }
        #expect(Set(ids).count == 50)
        for id in ids {
            #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }

    /// C12
    @Test func prefixesAreUsedEvenly() throws {
        let prefixes = ["7487260", "7495000", "0000000"]
        let bench = try CallUpBench(settings: #"{"prefixes": ["7487260", "7495000", "0000000"]}"#)
        var counts: [String: Int] = [:]
        for number in 0..<300 {
            let reply = try bench.createOrder(#"{"phone":"\#(phone(number))"}"#)
            let prefix = try #require(reply.json["cid"]?["prefix"]?.string)
            #expect(reply.json["cid"]?["mask"]?.string == prefix + "****")
            counts[prefix, default: 0] += 1
        }
        #expect(Set(counts.keys) == Set(prefixes))
        // 100 are expected of each; 57 away from that is seven standard deviations.
        for count in counts.values { #expect((43...157).contains(count)) }
    }

    /// C4
    @Test func anOrderNeedsAnApp() throws {
        #expect(bench.orderRefusal(#"{"phone":"79990001122"}"#, app: nil) == APIError(.appDenied))
        #expect(try bench.column("SELECT count(*) FROM orders") == "0")
    }
}
