import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

struct ExplainTests {
    private static let now = Timestamp(milliseconds: 1_800_000_000_000)
    private let directory = ScratchDirectory()

    private func explain(
        _ method: String, _ target: String, _ fields: [String] = [], host: String = "localhost", body: String? = nil,
        hasKeys: Bool = false
    ) throws -> Explanation {
        let text = """
            {
              "listeners": [{ "address": "127.0.0.1:8080" }],
              "dataDirectory": "\(directory.path)",
              "limits": { "bodyBytes": 100 },
              "apis": {
                "items": {
                  "plugin": "items",
                  "token": { "lookup": ["header:Authorization", "cookie:jwt", "query:token", "body:token"] },
                  "app": { "header": "X-App" },
                  "routes": [
                    { "method": "GET", "path": "/items", "operation": "listItems", "token": "required" },
                    { "method": "GET", "path": "/items/{id}", "operation": "readItem", "token": "optional" },
                    { "method": "POST", "path": "/items", "operation": "listItems", "app": "known" },
                    { "method": "PUT", "path": "/items", "operation": "listItems", "app": "super" },
                    { "method": "PATCH", "path":"/items", "operation":"listItems", "token":"required", "app":"known" },
                    { "method": "GET", "path": "/off", "operation": "listItems", "enabled": false },
                    { "method": "GET", "host": "a.example", "path": "/own", "operation": "listItems" },
                    {
                      "method": "PUT", "path": "/small", "operation": "listItems", "limits": { "bodyBytes": 3 }
                    }
                  ]
                },
                "ticker": {
                  "plugin": "ticker", "routes": [{ "path": "/live", "socket": "json", "operation": "watch" }]
                }
              }
            }
            """
        let outcome = ConfigLoader.make(trial: nil).check(text)
        let gateway = try #require(outcome.gateway, "\(outcome.report.text)")
        let request = SampleRequest(
            method: method, target: target, fields: fields, host: host, body: body.map { Array($0.utf8) })
        return Explainer(
            gateway, source: outcome.report.source, now: Self.now,
            missingKeys: hasKeys ? [:] : ["items": ["a key is missing"]]
        ).explain(request)
    }

    @Test func aSocketIsExplainedWithoutItsHandshake() throws {
        let found = try explain("GET", "/live")
        #expect(found.isAccepted)
        #expect(found.text.contains("json over WebSocket; events: tick"))
        #expect(found.text.contains("the handshake, its origin and the operation's own rules are not checked here"))
    }

    // MARK: Parser and routes

    @Test func theParsersRefusalIsTheAnswer() throws {
        let found = try explain("GET", "/a b")
        #expect(!found.isAccepted)
        #expect(found.text.contains("request  is refused by the parser: "))
        #expect(found.text.contains("    HTTP/1.1 400 Bad Request\n"))
        #expect(found.text.lowercased().contains("    connection: close\n"))
    }

    @Test(arguments: [
        ("/item", "did you mean \"/items\"?  (gateway.json:11:9)"),
        ("/items/", "did you mean \"/items\"?  (gateway.json:11:9)"),
        ("/itms/7", "did you mean \"/items/7\"?  (gateway.json:12:9)"),
    ])
    func theNearestPathIsNamed(target: String, words: String) throws {
        let found = try explain("GET", target)
        #expect(!found.isAccepted)
        #expect(found.text.contains(words), "\(found.text)")
    }

    @Test func whatIsFarFromEveryRouteGetsNoSuggestion() throws {
        #expect(try explain("GET", "/quite/another/thing").text.contains("none has this path\n"))
    }

    @Test func otherMethodsOfThePathAreListed() throws {
        let found = try explain("DELETE", "/items")
        #expect(found.text.contains("it has GET, POST, PUT, PATCH, HEAD, OPTIONS\n"))
        #expect(found.text.contains("there is POST /items  (gateway.json:13:9)\n"))
        #expect(found.text.contains("405 method.not_allowed"))
    }

    @Test func aMethodInLowerCaseIsHintedAt() throws {
        #expect(try explain("get", "/items").text.contains("did you mean \"GET\"?"))
    }

    @Test func optionsAreAnsweredByTheGateway() throws {
        let found = try explain("OPTIONS", "/items")
        #expect(found.isAccepted)
        #expect(found.text.contains("answers OPTIONS itself, with Allow: "))
    }

    @Test func aDisabledRouteIsNamed() throws {
        let found = try explain("GET", "/off")
        #expect(found.text.contains("GET /off is switched off  (gateway.json:16:9)\n"))
        #expect(found.text.contains("404 api.disabled"))
    }

    @Test func theHostDecides() throws {
        #expect(try explain("GET", "/own", host: "a.example:8080").isAccepted)
        #expect(try explain("GET", "/own", ["Host: a.example"]).isAccepted)
        #expect(try !explain("GET", "/own").isAccepted)
    }

    // MARK: Tokens

    @Test func aHeaderThatIsPresentEndsTheSearch() throws {
        let found = try explain("GET", "/items", ["Authorization: Bearer abc", "Cookie: jwt=def"])
        #expect(found.isAccepted)
        #expect(
            found.text.contains(
                "header:authorization is present, so cookie:jwt and query:token and body:token are not looked at"))
        #expect(found.text.contains("if the token is valid\n"))
    }

    @Test(arguments: ["Authorization: Basic abc", "Authorization:"])
    func aHeaderWithoutATokenEndsItToo(field: String) throws {
        let found = try explain("GET", "/items", [field, "Cookie: jwt=def"])
        #expect(!found.isAccepted)
        #expect(found.text.contains("it is not one field of the form \"Bearer TOKEN\"\n"))
        #expect(found.text.contains("401 token.invalid"))
    }

    @Test func placesAreTriedInOrder() throws {
        let found = try explain("GET", "/items?token=abc", ["Cookie: other=1"])
        #expect(found.isAccepted)
        #expect(found.text.contains("cookie:jwt holds nothing, so the search goes on  (gateway.json:8:"))
        #expect(found.text.contains("query:token holds something, so body:token is not looked at"))
    }

    @Test func aTokenInTheBodyIsFound() throws {
        #expect(try explain("GET", "/items", body: #"{"token": "abc"}"#).text.contains("body:token holds something  ("))
    }

    @Test func noTokenIsShown() throws {
        for fields in [["Authorization: Bearer hidden"], ["Cookie: jwt=hidden"]] {
            let found = try explain("GET", "/items?token=hidden", fields, body: #"{"token": "hidden"}"#)
            #expect(!found.text.contains("hidden") && !found.json.contains("hidden"))
        }
    }

    @Test func aMissingTokenMattersWhereItIsRequired() throws {
        #expect(try explain("GET", "/items").text.contains("401 token.missing"))
        let found = try explain("GET", "/items/7")
        #expect(found.isAccepted)
        #expect(found.text.contains("there is none, so the call goes on without a subject\n"))
    }

    @Test func aTokenThatCanBeCheckedIs() throws {
        let found = try explain("GET", "/items", ["Authorization: Bearer abc"], hasKeys: true)
        #expect(found.text.contains("is not one of items's\n"))
        #expect(found.text.contains("401 token.invalid"))
        // Of two reasons the pipeline's first one is the answer.
        let both = try explain("PATCH", "/items", ["Authorization: Bearer abc"], hasKeys: true)
        #expect(both.text.contains("401 token.invalid") && !both.text.contains("app.denied"))
    }

    @Test func whatCannotBeCheckedIsSaid() throws {
        let found = try explain("GET", "/items", ["Authorization: Bearer abc"])
        #expect(found.text.contains("whether it is valid could not be checked: a key is missing\n"))
        #expect(try explain("PATCH", "/items", ["Authorization: Bearer abc"]).text.contains("403 app.denied"))
    }

    @Test func appsThatCannotBeReadAreNotTakenForAbsent() throws {
        let path = directory.path + "/gateway.sqlite"
        #expect(
            FileManager.default.createFile(atPath: path, contents: Data("no database at all, but long enough".utf8)))
        let found = try explain("PUT", "/items", ["X-App: abc"])
        #expect(found.text.contains("whether it may call could not be checked: "))
        #expect(found.isAccepted && found.text.contains("would run, if the app may call\n"))
    }

    // MARK: Apps

    private func addApp(isSuper: Bool = false, apis: [String] = ["*"], expiresAt: Timestamp? = nil) throws -> String {
        let store = AppStore(try AppStore.open(directory: directory.path) { _ in })
        let name = try #require(AppName("web"))
        let token = AppToken.random()
        try store.add(name, apis: apis, isSuper: isSuper, token: token, expiresAt: expiresAt, now: Self.now)
        return token.reveal()
    }

    @Test func anUnknownAppIsDenied() throws {
        #expect(try explain("POST", "/items").text.contains("header:x-app is not present"))
        #expect(try explain("POST", "/items", ["X-App: abc"]).text.contains("has no gateway.sqlite"))
        _ = try addApp()
        let found = try explain("POST", "/items", ["X-App: abc"])
        #expect(found.text.contains("no app has this token\n"))
        #expect(found.text.contains("403 app.denied"))
    }

    @Test func aKnownAppIsNamed() throws {
        let token = try addApp()
        let found = try explain("POST", "/items", ["X-App: \(token)"])
        #expect(found.isAccepted)
        #expect(found.text.contains("it is web's, an active app\n"))
        #expect(!found.text.contains(token))
        #expect(try explain("PUT", "/items", ["X-App: \(token)"]).text.contains("403 app.not_super"))
    }

    @Test func theReasonOfADenialIsTold() throws {
        let token = try addApp(apis: ["other"])
        #expect(try explain("POST", "/items", ["X-App: \(token)"]).text.contains("may not call items\n"))
        let store = AppStore(try AppStore.open(directory: directory.path) { _ in })
        try store.block(#require(AppName("web")))
        #expect(try explain("POST", "/items", ["X-App: \(token)"]).text.contains("is blocked\n"))
    }

    @Test func anExpiredAppIsTold() throws {
        let token = try addApp(expiresAt: Self.now)
        #expect(try explain("POST", "/items", ["X-App: \(token)"]).text.contains("has expired\n"))
    }

    // MARK: Body and envelope

    @Test func theBodysLimitComesFromItsRoute() throws {
        #expect(
            try explain("PUT", "/small", body: "abc").text.contains("3 bytes, at most 3 bytes  (gateway.json:18:9)\n"))
        #expect(try explain("PUT", "/small", body: "abcd").text.contains("413 body.too_large"))
    }

    @Test func theEnvelopeIsShownFilledIn() throws {
        let found = try explain("GET", "/items/7")
        #expect(found.text.contains("success   {\"sample\":true}\n"))
        #expect(found.text.contains(#""fields":{"field":["is required"]}"#))
        #expect(found.text.contains("path: id (string)\n"))
    }
}
