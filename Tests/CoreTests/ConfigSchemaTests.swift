import Core
import Kit
import Testing

@Suite struct ConfigSchemaTests {
    private func schema() throws -> JSONNode {
        try JSONDocument(parsing: Array(ConfigLoader.jsonSchema.utf8)).root
    }

    @Test func itIsOfTheDraftThatEditorsKnow() throws {
        #expect(try schema()["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(try schema()["additionalProperties"]?.bool == false)
        #expect(try schema()["required"]?.elements.map(\.string) == ["listeners", "apis"])
    }

    @Test func rangesChoicesAndDefaultsComeFromTheRules() throws {
        let properties = try schema()["properties"]
        let lines = properties?["limits"]?["properties"]?["requestLineBytes"]
        #expect(lines?["minimum"]?.int64 == 256)
        #expect(lines?["maximum"]?.int64 == 65_536)
        #expect(lines?["default"]?.int64 == 8192)
        let route = properties?["apis"]?["additionalProperties"]?["properties"]?["routes"]?["items"]?["properties"]
        #expect(route?["app"]?["enum"]?.elements.map(\.string) == ["none", "known", "super"])
        #expect(route?["app"]?["default"]?.string == "none")
        #expect(properties?["accessLog"]?["properties"]?["path"]?["anyOf"]?.elements.map(\.kind) == [.object, .object])
    }

    @Test func everyKeyIsDescribedInOneSentence() throws {
        try checkDescriptions(try schema(), "")
    }

    private func checkDescriptions(_ schema: JSONNode, _ path: String) throws {
        for member in schema["properties"]?.members.map({ $0 }) ?? [] {
            let path = "\(path).\(member.key)"
            let text = try #require(member.value["description"]?.string, "\(path)")
            #expect(text.hasSuffix(".") && text.count <= 120, "\(path)")
            try checkDescriptions(member.value, path)
        }
        for key in ["additionalProperties", "items"] {
            if let inner = schema[key], inner.kind == .object { try checkDescriptions(inner, path) }
        }
    }
}
