import Kit
import TestSupport
import Testing

@testable import AllyChat

struct UserTests {
    private let bench: ChatBench

    init() throws { bench = try .make() }

    private func ids(_ reply: BenchReply) -> [String] {
        reply.json["users"]?.elements.compactMap { $0["id"]?.string } ?? []
    }

    private func register(_ body: String) -> [String] {
        let error = bench.failure { () throws(APIError) in try bench.call("registerUser", body, as: nil) }
        guard let error else { return [] }
        return error.code == .inputInvalid ? error.brokenRules.map { "\($0.field) \($0.rule)" } : ["\(error.code)"]
    }

    /// AL2, AL17, AL23
    @Test func aClientIsRegisteredWithNothingAtAll() throws {
        let user = try bench.call("registerUser", "", as: nil)
        #expect(user.keys == ["id", "alias"])
        #expect(user["id"]?.wholeMatch(of: /[0-9a-f]{24}/) != nil)
        #expect(user["alias"]?.wholeMatch(of: /[A-Z0-9]{6}/) != nil)
        #expect(try bench.call("registerUser", "", as: nil)["alias"] != user["alias"])
        #expect(try bench.column("SELECT count(*) FROM rooms WHERE is_support") == "2")
    }

    /// AL17, AL18
    @Test func aClientIsRegisteredWithAllThereIs() throws {
        let user = try bench.call(
            "registerUser", "alias=AFAMJ7&avatar_url=http%3A%2F%2Foctoberry.ru%2Fimg%2Flogo.png&parse_id=secret",
            as: nil)
        #expect(user.keys == ["id", "alias", "avatar_url"])
        #expect(user["alias"] == "AFAMJ7" && user["avatar_url"] == "http://octoberry.ru/img/logo.png")
        #expect(!user.description.contains("secret"))
        #expect(register(#"{"alias":"AFAMJ7"}"#) == ["alias.taken"])
        #expect(register(#"{"alias":"afamj7"}"#) == [])
    }

    /// AL18
    @Test(arguments: ["", " ", "a b", "a/b", "ё", "a\nb", text(65)]) func anAliasHasItsCharacters(_ alias: String) {
        let body = JSON.encode(JSONValue.object([JSONValue.Member("alias", .string(alias))]))
        let words = "alias must be 1 to 64 of the characters a-z, A-Z, 0-9, '.', '_' and '-'"
        #expect(register(String(decoding: body, as: UTF8.self)) == [words])
        #expect(register(#"{"alias":"A.b_c-\#(text(58, "9"))"}"#) == [])
    }

    /// AL18
    @Test(arguments: ["", "ftp://a", "http://", "https:///a", "javascript:1", "http://a b", "http://a\\\"b", "//a/b"])
    func anAvatarIsAWebURL(_ url: String) {
        #expect(
            register(#"{"avatar_url":"\#(url)"}"#) == ["avatar_url must be a URL that begins with http:// or https://"])
        let longest = "https://a.example/" + text(2030)
        #expect(register(#"{"avatar_url":"\#(longest)"}"#) == [])
        #expect(register(#"{"avatar_url":"\#(longest)x"}"#) == ["avatar_url must be at most 2048 characters"])
    }

    /// AL2, AL19
    @Test func byItsAliasAnybodyFindsAnyClient() throws {
        let (anna, bob) = (try bench.register("anna"), try bench.register("bob"))
        #expect(try ids(bench.call("listUsers", query: "alias=bob", by: anna)) == [bob.id.text])
        let both = try bench.call("listUsers", query: "alias[]=bob&alias%5B%5D=anna&alias[]=x&alias[]=bob", by: anna)
        #expect(ids(both) == [anna.id.text, bob.id.text])
        #expect(try ids(bench.call("listUsers", query: "alias=BOB", by: anna)) == [])
        #expect(try ids(bench.call("listUsers", query: "alias=", by: anna)) == [])
        let narrowed = "alias[]=bob&alias[]=anna&id[]=\(bob.id.text)"
        #expect(try ids(bench.call("listUsers", query: narrowed, by: anna)) == [bob.id.text])
    }

    /// AL19, AL20
    @Test func byTheirIdsClientsSeeWhomTheyKnow() throws {
        let (anna, bob, cleo) = (try bench.register("anna"), try bench.register("bob"), try bench.register("cleo"))
        let (olga, otto) = (try bench.makeOperator("olga"), try bench.makeOperator("otto"))
        try bench.call("createRoom", #"{"users":["\#(bob.id.text)"]}"#, by: anna)
        try bench.send("Hello", to: anna.room, by: olga)
        let everybody = [anna, bob, cleo, olga, otto]
        let query = everybody.map { "id[]=\($0.id.text)" }.joined(separator: "&") + "&id[]=1"
        #expect(try ids(bench.call("listUsers", query: query, by: anna)) == [anna, bob, olga].map(\.id.text))
        #expect(try ids(bench.call("listUsers", query: query, by: cleo)) == [cleo.id.text])
        #expect(try ids(bench.call("listUsers", query: query, by: otto)) == everybody.map(\.id.text))
        for other in everybody {
            let isKnown = [anna, bob, olga].contains { $0.id == other.id }
            let status = bench.status { () throws(APIError) in
                try bench.call("showUser", path: other.id.text, by: anna)
            }
            #expect(status == (isKnown ? 200 : 404))
        }
        #expect(try ids(bench.call("listUsers", by: anna)) == [anna.id.text])
        #expect(try ids(bench.call("listUsers", by: otto)) == [anna, bob, cleo].map(\.id.text))
        #expect(try bench.call("showUser", path: olga.id.text, by: anna).keys == ["id"])
    }

    /// AL17, AL18, AL21
    @Test func everybodyChangesOneself() throws {
        let anna = try bench.register("anna", #""parse_id":"p","avatar_url":"https://a.example/1""#)
        func update(_ body: String) throws -> String {
            try bench.call("updateUser", path: anna.id.text, body, by: anna).description
        }
        let id = #""id":"\#(anna.id.text)""#
        #expect(
            try update("avatar_url=http%3A%2F%2Fa.example%2F2")
                == #"{\#(id),"alias":"anna","avatar_url":"http://a.example/2"}"#)
        #expect(try update("") == #"{\#(id),"alias":"anna","avatar_url":"http://a.example/2"}"#)
        #expect(try update(#"{"alias":"ann","avatar_url":null,"parse_id":null}"#) == #"{\#(id),"alias":"ann"}"#)
        #expect(try bench.column("SELECT parse_id FROM users WHERE alias = 'ann'") == nil)
        _ = try bench.register("bob")
        #expect(
            bench.failure { () throws(APIError) in
                try bench.call("updateUser", path: anna.id.text, "alias=bob", by: anna)
            }?.code == .aliasTaken)
        #expect(try update("alias=ann") == #"{\#(id),"alias":"ann"}"#)
    }

    /// AL22, AL48
    @Test func meIsByRole() throws {
        let (anna, root) = (try bench.register("anna"), try bench.admin())
        #expect(try bench.call("showMe", by: anna).description == #"{"id":"\#(anna.id.text)","alias":"anna"}"#)
        let me = try bench.call("showMe", by: root)
        #expect(try me.description == bench.call("showOperator", path: root.id.text, by: root).description)
        #expect(me["login"] == "root" && me.json["is_admin"]?.bool == true && me.json["is_operator"]?.bool == false)
    }
}
