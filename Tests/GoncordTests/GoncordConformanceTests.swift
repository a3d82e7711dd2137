import Goncord
import Kit
import TestSupport
import Testing

struct GoncordConformanceTests {
    @Test(arguments: PluginRule.allCases)
    func conforms(_ rule: PluginRule) throws {
        let person = #""first_name":"Ann","last_name":"Lee","second_name":null,"birthday":"2000-02-29""#
        let conformance = PluginConformance<Goncord>(
            settings: #"{"scryptCostExponent": 10, "failureLimit": 1000}"#,
            bodies: [
                "registerUser":
                    #"{"login":"somebody","password":"long enough","email":"some@body.example",\#(person)}"#,
                "issueToken": #"{"login":"ann","email":"ann@example.org","password":"long enough"}"#,
                "updateUser": #"{\#(person),"roles":["admin"],"apps":{"crm":{"id":1}}}"#,
            ]
        ) { bench in
            try bench.call("registerUser", #"{"login":"ann","password":"long enough","email":"ann@example.org"}"#)
            let reply = try bench.call("issueToken", #"{"login":"ann","password":"long enough"}"#)
            return try bench.verify(#require(reply["jwt"]))
        }
        try conformance.check(rule)
    }
}
