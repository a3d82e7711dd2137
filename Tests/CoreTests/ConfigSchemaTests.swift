import Core
import Kit
import Testing

@Suite struct ConfigSchemaTests {
    private func schema() throws -> JSONNode {
        let plugins = [LinkedPlugin(ItemsPlugin.self), LinkedPlugin(ClockPlugin.self)]
        return try JSONDocument(parsing: Array(ConfigLoader.jsonSchema(for: plugins).utf8)).root
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

    @Test func aPluginsSettingsAreThoseThatItsTypeReads() throws {
        let api = try schema()["properties"]?["apis"]?["additionalProperties"]
        #expect(api?["properties"]?["plugin"]?["enum"]?.elements.map(\.string) == ["items", "clock"])
        let items = try #require(api?["allOf"]?.elements.first { _ in true })
        #expect(items["if"]?["properties"]?["plugin"]?["const"]?.string == "items")
        let settings = items["then"]?["properties"]?["settings"]
        #expect(settings?["additionalProperties"]?.bool == false)
        #expect(settings?["required"]?.elements.map(\.string) == [])
        #expect(settings?["properties"]?["lifetimeSeconds"]?["type"]?.string == "integer")
        #expect(settings?["properties"]?["signingKey"]?["properties"]?.members.map(\.key) == ["env", "file"])
        #expect(settings?["properties"]?["store"]?["properties"]?["pageSize"]?["type"]?.string == "integer")
    }

    @Test func errorCodesAreKnown() throws {
        let envelope = try schema()["properties"]?["envelopes"]?["additionalProperties"]?["properties"]
        let codes = envelope?["failureByCode"]?["propertyNames"]?["enum"]?.elements.map(\.string) ?? []
        #expect(codes.contains("app.denied") && codes.contains("input.invalid") && !codes.contains(nil))
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
