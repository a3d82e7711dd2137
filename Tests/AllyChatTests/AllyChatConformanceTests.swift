import AllyChat
import Kit
import TestSupport
import Testing

struct AllyChatConformanceTests {
    @Test(arguments: PluginRule.allCases)
    func conforms(_ rule: PluginRule) throws {
        let conformance = PluginConformance<AllyChat>(
            settings: """
                {"scryptCostExponent": 10, "failureLimit": 1000,
                "admin": {"login": "root", "password": {"env": "ADMIN"}},
                "provider": {"url": "https://push.example.com/"}}
                """,
            environment: ["ADMIN": "toor"],
            bodies: [
                "logIn": #"{"login":"root","password":"toor"}"#,
                "registerUser": #"{"alias":"anna","avatar_url":"https://a.example/a.png","parse_id":"p"}"#,
                "updateUser": #"{"alias":"anna","avatar_url":null,"parse_id":"p"}"#,
                "createOperator": #"{"login":"olga","password":"s3cr3t words","is_admin":true}"#,
                "addRoomTag": #"{"tag":"concierge"}"#, "removeRoomTag": #"{"tag":"concierge"}"#,
                "updateOperator": #"{"login":"olga","password":"s3cr3t words","is_admin":0}"#,
                "putCustomer": #"{"phone":"+7 915 498-37-95","fio":"Anna "}"#,
            ],
            scannedTables: ["best", "matching", "unread"], boundedLists: ["quarterHours"]
        ) { bench in
            let reply = try bench.call("logIn", #"{"login":"root","password":"toor"}"#)
            return try bench.verify(#require(reply["token"]))
        }
        try conformance.check(rule)
    }
}
