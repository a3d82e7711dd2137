import Kit
import Portal
import TestSupport
import Testing

struct PortalConformanceTests {
    @Test(arguments: PluginRule.allCases)
    func conforms(_ rule: PluginRule) throws {
        let person = #""ad_login":"ann@example.org","pin_code":"1234""#
        let ann = #"{"id_phperson":"ann","tab_no":"7",\#(person),"created_at":"2026-01-01 00:00:00"}"#
        let conformance = PluginConformance<Portal>(
            settings: """
                {"scryptCostExponent": 10, "failureLimit": 1000, "provider": {"url": "https://push.example.com/"}}
                """,
            bodies: [
                "updatePin": ann,
                "pushEvent":
                    #"{"type":"kip_new","title":"T","message":"M","data":{"id":"1","x":[1]},"users":["ann","bob"]}"#,
                "openSession": "{\(person)}",
            ], boundedLists: ["sessionsOfPerson"]
        ) { bench in
            try bench.call("updatePin", ann)
            let reply = try bench.call("openSession", "{\(person)}")
            return try bench.verify(#require(reply["access_token"]))
        }
        try conformance.check(rule)
    }
}
