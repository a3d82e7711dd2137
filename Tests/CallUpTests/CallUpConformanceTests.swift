import CallUp
import Kit
import TestSupport
import Testing

struct CallUpConformanceTests {
    @Test(arguments: PluginRule.allCases)
    func conforms(_ rule: PluginRule) throws {
        let conformance = PluginConformance<CallUp>(
            settings: #"{"provider": {"url": "https://calls.example.com/"}}"#,
            bodies: ["createOrder": #"{"phone":"79990001122","code":"0345"}"#])
        try conformance.check(rule)
    }
}
