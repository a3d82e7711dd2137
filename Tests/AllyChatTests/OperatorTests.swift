import Kit
import TestSupport
import Testing

@testable import AllyChat

struct OperatorTests {
    private let bench: ChatBench
    private let root: Person

    init() throws {
        bench = try .make()
        root = try bench.admin()
    }

    private func refusal(_ operation: String, path: String? = nil, _ body: String) -> APIError? {
        bench.failure { () throws(APIError) in try bench.call(operation, path: path, body, by: root) }
    }

    /// AL1, AL48
    @Test func anOperatorHasElevenKeys() throws {
        let made = try bench.call("createOperator", "login=Olga&password=test", by: root)
        let id = try #require(made["id"])
        #expect(
            made.description
                == #"{"geolocation":null,"is_admin":false,"device_type":null,"id":"\#(id)","tzoffset":null,"#
                + #""is_operator":true,"os_version":null,"alias":null,"avatar_url":null,"login":"Olga","#
                + #""app_version":null}"#)
        let list = try bench.call("listOperators", by: root)
        let me = try bench.call("showMe", by: root)
        #expect(list.description == #"{"operators":[\#(me),\#(made)]}"#)
        #expect(try bench.call("showOperator", path: id, by: root).description == made.description)
    }

    /// AL49
    @Test(arguments: [
        ("true", true), ("1", true), ("false", false), ("0", false), ("\"1\"", true), ("\"true\"", true),
        ("null", false),
    ])
    func adminsAreMadeByAFlag(_ flag: String, _ isAdmin: Bool) throws {
        let body = #"{"login":"olga","password":"pass","is_admin":\#(flag)}"#
        #expect(try bench.call("createOperator", body, by: root).json["is_admin"]?.bool == isAdmin)
        #expect(
            try bench.call("createOperator", "login=otto&password=pass&is_admin=1", by: root).json["is_admin"]?.bool
                == true)
    }

    /// AL49
    @Test func whatBreaksRulesIsListed() {
        let broken = refusal("createOperator", #"{"login":"a","password":"abc","is_admin":2}"#)
        #expect(
            broken?.brokenRules.map { "\($0.field) \($0.rule)" } == [
                "login must be 3 to 64 of the characters a-z, A-Z, 0-9, '.', '_', '@' and '-'",
                "password must be 4 to 256 characters", "is_admin must be true, false, 1 or 0",
            ])
        #expect(refusal("createOperator", "")?.brokenRules.map(\.field) == ["login", "password"])
        #expect(refusal("createOperator", #"{"login":"a.b_c@d-e","password":"\#(text(256))"}"#) == nil)
        #expect(refusal("createOperator", #"{"login":"abc","password":"\#(text(257))"}"#)?.code == .inputInvalid)
    }

    /// AL49
    @Test func aLoginIsTakenWhateverItsCase() throws {
        _ = try bench.makeOperator("olga")
        let otto = try bench.makeOperator("otto")
        #expect(refusal("createOperator", "login=OLGA&password=pass")?.code == .loginTaken)
        #expect(refusal("updateOperator", path: otto.id.text, "login=Olga")?.code == .loginTaken)
        #expect(try bench.call("updateOperator", path: otto.id.text, "login=OTTO", by: root)["login"] == "OTTO")
        #expect(try bench.call("updateOperator", path: otto.id.text, "", by: root)["login"] == "OTTO")
    }

    /// AL50
    @Test func anAdminAlwaysRemains() throws {
        #expect(refusal("deleteOperator", path: root.id.text, "")?.code == .operatorSelf)
        #expect(refusal("updateOperator", path: root.id.text, "is_admin=0")?.code == .operatorSelf)
        #expect(refusal("updateOperator", path: root.id.text, "is_admin=1") == nil)
        let olga = try bench.makeOperator("olga", isAdmin: true)
        #expect(
            try bench.call("updateOperator", path: olga.id.text, "is_admin=0", by: root).json["is_admin"]?.bool == false
        )
        #expect(try bench.verify(olga.token).name == "operator:\(olga.id.text)")
    }

    /// AL51
    @Test func aDeletedOperatorsRoomsBecomeIdle() throws {
        let (anna, olga) = (try bench.register("anna"), try bench.makeOperator("olga"))
        let issue = try bench.send("Question", to: anna.room, by: anna).issue
        try bench.send("Answer", to: anna.room, by: olga)
        try bench.call("activateRoom", path: anna.room.text, by: olga)
        #expect(try bench.call("deleteOperator", path: olga.id.text, by: root).description == "{}")
        #expect(try bench.call("showRoom", path: anna.room.text, by: anna).json["status"]?.int64 == 0)
        #expect(try bench.call("showIssue", path: issue, by: anna).json["is_open"]?.bool == true)
        #expect(refusal("deleteOperator", path: olga.id.text, "")?.code == .accountUnknown)
        #expect(bench.status { () throws(APIError) in try bench.logIn("olga", "pass") } == 401)
        #expect(try bench.makeOperator("olga").id != olga.id)
    }
}
