import Core
import Kit
import Testing

/// A route gives what its operation declares, whatever plugin it is of.
struct ConfigNeedsTests {
    struct Need: Sendable, CustomTestStringConvertible {
        let plugin: LinkedPlugin
        let operation: OperationSignature
        var testDescription: String { "\(plugin.id).\(operation.name)" }
    }

    static let operations = [LinkedPlugin].shipped.flatMap { plugin in
        plugin.operations.map { Need(plugin: plugin, operation: $0) }
    }

    /// The problems of a config with one route, on line 5.
    private func problems(_ need: Need, token: String?, app: String?, isEnabled: Bool = true) -> [Problem] {
        let path = "/a/" + need.operation.input.pathFields.map { "{\($0)}" }.joined(separator: "/")
        let way = need.operation.kind == .socket ? #""socket": "json""# : #""method": "POST""#
        var keys = #"\#(way), "path": "\#(path)", "operation": "\#(need.operation.name)""#
        if let token { keys += #", "token": "\#(token)""# }
        if let app { keys += #", "app": "\#(app)""# }
        let tokens = need.plugin.id.description == "callup" ? "" : #""token": { "lookup": ["cookie:t"] },"#
        let text = """
            {
              "listeners": [{ "address": "127.0.0.1:0" }],
              "apis": { "a": {
                "enabled": \(isEnabled), "plugin": "\(need.plugin.id)", \(tokens) "app": { "header": "x" }, "routes": [
                  { \(keys) }
                ] } }
            }
            """
        return ConfigLoader.make(plugins: .shipped).check(text).report.problems.filter { $0.severity == .error }
    }

    @Test(arguments: operations) func aRouteGivesWhatItsOperationNeeds(_ need: Need) {
        let needsToken = need.operation.needs.contains(.token)
        let (token, app) = (needsToken ? "required" : nil, need.operation.needs.contains(.app) ? "known" : nil)
        #expect(problems(need, token: token, app: app).isEmpty)
        for isEnabled in [true, false] {
            for less in needsToken ? [nil, "none", "optional"] : [] {
                let found = problems(need, token: less, app: app, isEnabled: isEnabled)
                #expect(found.map(\.id) == [.tokenNeeded])
                #expect(found.map { $0.path.description } == ["apis.a.routes[0].token"])
                #expect(found.map(\.position?.line) == [5])
            }
            for less in app != nil ? [nil, "none"] : [] {
                let found = problems(need, token: token, app: less, isEnabled: isEnabled)
                #expect(found.map(\.id) == [.appNeeded])
                #expect(found.map(\.position?.line) == [5])
            }
        }
        // An app that may do more is an app.
        if app != nil { #expect(problems(need, token: token, app: "super").isEmpty) }
    }

    /// Without these, strangers would set PINs, send events and give themselves roles.
    @Test func whatStrangersMayNotDoNeedsAnApp() {
        let needing = Self.operations.filter { $0.operation.needs.contains(.app) }.map(\.testDescription)
        #expect(
            needing == [
                "goncord.updateUser", "callup.createOrder", "callup.verifyCode", "portal.updatePin", "portal.pushEvent",
                "portal.listSessions", "portal.deleteSessions",
            ])
    }

    @Test func idsAreWellFormedAndDistinct() {
        for id in ProblemID.allCases {
            #expect(id.rawValue.wholeMatch(of: /[a-z_]+\.[a-z_]+/) != nil, "\(id)")
        }
    }
}
