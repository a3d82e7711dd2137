import Kit
import SamplePlugin
import TestSupport
import Testing

struct NotesConformanceTests {
    @Test(arguments: PluginRule.allCases)
    func conforms(_ rule: PluginRule) throws {
        let bodies = ["addNote": #"{"text":"Milk"}"#, "listen.add": #"{"text":"Milk"}"#]
        try PluginConformance<Notes>(
            folder: "Tests/SamplePlugin", bodies: bodies, boundedLists: ["notes", "pictures"]
        ) { bench in
            let cookie = try #require(bench.call("openNotebook").reply.fields.first?.value)
            return try bench.verify(String(cookie.dropFirst("notebook=".count).prefix { $0 != ";" }))
        }.check(rule)
    }
}
