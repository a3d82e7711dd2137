import Kit
import TestSupport
import Testing

@testable import AllyChat

struct CustomerTests {
    private let bench: ChatBench
    private let bank: Subject

    init() throws {
        bench = try .make()
        bank = try bench.bank()
        for alias in ["anna", "bob"] { _ = try bench.register(alias) }
    }

    @discardableResult
    private func put(_ alias: String, _ phone: String, _ fio: String = "Anna") throws(APIError) -> BenchReply {
        try bench.call("putCustomer", path: alias, #"{"phone":"\#(phone)","fio":"\#(fio)"}"#, as: bank)
    }

    private func alias(_ phone: String) throws(APIError) -> String? {
        try bench.call("aliasByPhone", path: phone, as: bank)["alias"]
    }

    /// AL54
    @Test func aCustomerIsPutAndShown() throws {
        let fio = "Пачай Андрей Вадимович             "
        let put = try put("anna", "+7 (915) 498-37-95", fio)
        #expect(put.description == #"{"phone":"79154983795","fio":"\#(fio)"}"#)
        #expect(try bench.call("customerByAlias", path: "anna", as: bank).description == put.description)
        for alias in ["bob", "nobody", "a%20b"] {
            #expect(
                bench.status { () throws(APIError) in
                    try bench.call("customerByAlias", path: alias, as: bank)
                } == 404)
        }
        #expect(bench.status { () throws(APIError) in try self.put("nobody", "9154983795") } == 404)
    }

    /// AL54
    @Test func phonesAndNamesHaveTheirLengths() throws {
        for phone in ["915498379", "1234567890123456", "", "abc"] {
            #expect(bench.status { () throws(APIError) in try put("anna", phone) } == 422)
        }
        for phone in ["1234567890", "123456789012345"] { try put("anna", phone) }
        #expect(bench.status { () throws(APIError) in try put("anna", "9154983795", "") } == 422)
        #expect(bench.status { () throws(APIError) in try put("anna", "9154983795", text(257)) } == 422)
    }

    /// AL55
    @Test func theLastTenDigitsAreCompared() throws {
        try put("anna", "79154983795")
        for phone in ["9154983795", "89154983795", "+7-915-498-37-95", "007%209154983795"] {
            #expect(try alias(phone) == "anna")
        }
        for phone in ["154983795", "9154983796", "x", ""] {
            #expect(bench.status { () throws(APIError) in try alias(phone) } == 404)
        }
    }

    /// AL55
    @Test func ofTwoWithOnePhoneTheOneWhoWasPutLastCounts() throws {
        for (name, found) in [("anna", "anna"), ("bob", "bob"), ("anna", "anna")] {
            try put(name, "9154983795")
            #expect(try alias("9154983795") == found)
        }
        try put("anna", "9990000000")
        #expect(try alias("9154983795") == "bob")
    }
}
