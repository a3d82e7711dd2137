@testable import Core
import Kit
import Testing

struct RouteFinderTests {
    /// What a request gets: a pattern and its parameters, an error's code, or the methods of OPTIONS.
    private func find(_ routes: [String], _ line: String, host: String = "localhost") throws -> String {
        let table = try RouteTable.make(routes.map { try .make($0) })
        return try Self.find(table, line, host: host)
    }

    static func find(_ table: RouteTable, _ line: String, host: String) throws -> String {
        var exchange = try Exchange.make("\(line) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        do throws(APIError) {
            switch try RouteFinder(table).find(&exchange) {
            case .options: return "options " + text(exchange.facts.allow)
            case .route(let route):
                let values = exchange.pathValues.map { " \($0.name)=\($0.value)" }.joined()
                return route.bound.written.pattern + values
            }
        } catch {
            return error.code.name + (exchange.facts.allow.isEmpty ? "" : " " + text(exchange.facts.allow))
        }
    }

    @Test func aLiteralBeatsAParameter() throws {
        let routes = ["GET /users/{id}", "GET /users/me", "GET /{any}/me"]
        #expect(try find(routes, "GET /users/me") == "GET /users/me")
        #expect(try find(routes, "GET /users/mee") == "GET /users/{id} id=mee")
        #expect(try find(routes, "GET /users/m") == "GET /users/{id} id=m")
        #expect(try find(routes, "GET /others/me") == "GET /{any}/me any=others")
    }

    @Test func aLiteralThatLeadsNowhereIsLeftAgain() throws {
        let routes = ["GET /a/b/c", "GET /a/{x}/d", "GET /{y}/b/{z}/f", "GET /{y}/{w}"]
        #expect(try find(routes, "GET /a/b/c") == "GET /a/b/c")
        #expect(try find(routes, "GET /a/b/d") == "GET /a/{x}/d x=b")
        #expect(try find(routes, "GET /a/b/e/f") == "GET /{y}/b/{z}/f y=a z=e")
        #expect(try find(routes, "GET /a/b") == "GET /{y}/{w} y=a w=b")
        #expect(try find(routes, "GET /a/b/e") == "route.unknown")
    }

    @Test func theSlashAtTheEndCounts() throws {
        #expect(try find(["GET /a/"], "GET /a") == "route.unknown")
        #expect(try find(["GET /a"], "GET /a/") == "route.unknown")
        #expect(try find(["GET /a", "GET /a/"], "GET /a/") == "GET /a/")
        #expect(try find(["GET /{x}", "GET /a/"], "GET /a") == "GET /{x} x=a")
        #expect(try find(["GET /"], "GET /") == "GET /")
        #expect(try find(["GET /"], "GET //") == "route.unknown")
        #expect(try find(["GET /"], "GET /?a=b/c") == "GET /")
    }

    @Test func anEmptySegmentIsNoParameter() throws {
        #expect(try find(["GET /a/{x}", "GET /a/{x}/b"], "GET /a//b") == "route.unknown")
        #expect(try find(["GET /a/{x}/"], "GET /a//") == "route.unknown")
        #expect(try find(["GET /a/{x}"], "GET /a/") == "route.unknown")
        #expect(try find(["GET /a/b"], "GET //a/b") == "route.unknown")
        #expect(try find(["GET /a/b"], "GET /a//b") == "route.unknown")
    }

    @Test func anEncodedSlashIsNoBorder() throws {
        #expect(try find(["GET /a/{x}", "GET /a/b/c"], "GET /a/b%2Fc") == "GET /a/{x} x=b%2Fc")
        #expect(try find(["GET /a/{x}"], "GET /a/%2F") == "GET /a/{x} x=%2F")
        #expect(try find(["GET /a/b"], "GET /a%2Fb") == "route.unknown")
        #expect(try find(["GET /a/{x}"], "GET /a/b%2F") == "GET /a/{x} x=b%2F")
    }

    @Test func escapesAreDecodedBeforeTheyAreCompared() throws {
        #expect(try find(["GET /users/{x}", "GET /users/me"], "GET /%75sers/%6De") == "GET /users/me")
        #expect(try find(["GET /users/me"], "GET /USERS/me") == "route.unknown")
    }

    @Test func aHostsOwnRoutesComeFirst() throws {
        let routes = ["GET /a", "GET a.example/a", "GET a.example/{x}", "GET /b", "GET b.example/b"]
        #expect(try find(routes, "GET /a", host: "a.example") == "GET a.example/a")
        #expect(try find(routes, "GET /a", host: "A.Example:8080") == "GET a.example/a")
        #expect(try find(routes, "GET /a", host: "a.example.") == "GET a.example/a")
        #expect(try find(routes, "GET /a", host: "a.example.:80") == "GET a.example/a")
        #expect(try find(routes, "GET /a", host: "a.example..") == "GET /a")
        #expect(try find(routes, "GET /b", host: "a.example") == "GET a.example/{x} x=b")
        #expect(try find(routes, "GET /a", host: "b.example") == "GET /a")
        #expect(try find(routes, "GET /a", host: "c.example") == "GET /a")
        #expect(try find(["GET a.example/a"], "GET /a", host: "a.example.org") == "route.unknown")
        #expect(try find(routes, "GET http://b.example/b", host: "a.example") == "GET b.example/b")
    }

    @Test func headFollowsGET() throws {
        #expect(try find(["GET /a"], "HEAD /a") == "GET /a")
        #expect(try find(["POST /a"], "HEAD /a") == "method.not_allowed POST, OPTIONS")
    }

    @Test func theMethodIsPartOfWhatMatches() throws {
        let routes = ["GET /users/me", "POST /users/{id}", "GET a.example/users/me", "PUT /{any}/me"]
        #expect(try find(routes, "POST /users/me") == "POST /users/{id} id=me")
        #expect(try find(routes, "PUT /users/me") == "PUT /{any}/me any=users")
        #expect(try find(routes, "POST /users/me", host: "a.example") == "POST /users/{id} id=me")
        #expect(
            try find(routes, "DELETE /users/me", host: "a.example")
                == "method.not_allowed GET, POST, PUT, HEAD, OPTIONS")
    }

    @Test func allowListsEnabledMethodsAlone() throws {
        let routes = ["GET /a", "POST /a", "off DELETE /a", "PUT /b"]
        #expect(try find(routes, "PUT /a") == "method.not_allowed GET, POST, HEAD, OPTIONS")
        #expect(try find(routes, "LINK /a") == "method.not_implemented")
        #expect(try find(routes, "OPTIONS /a") == "options GET, POST, HEAD, OPTIONS")
        #expect(try find(routes, "OPTIONS /b") == "options PUT, OPTIONS")
        #expect(try find(routes, "OPTIONS /c") == "route.unknown")
    }

    @Test func whatIsSwitchedOffSaysSo() throws {
        let routes = ["off GET /a", "GET /b", "off POST /b", "off GET a.example/b"]
        #expect(try find(routes, "GET /a") == "api.disabled")
        #expect(try find(routes, "POST /a") == "api.disabled")
        #expect(try find(routes, "OPTIONS /a") == "api.disabled")
        #expect(try find(routes, "POST /b") == "api.disabled")
        #expect(try find(routes, "PUT /b") == "method.not_allowed GET, HEAD, OPTIONS")
        #expect(try find(routes, "GET /b", host: "a.example") == "api.disabled")
    }

    @Test func theAsteriskIsTheServer() throws {
        #expect(try find([], "OPTIONS *") == "options GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
    }

    @Test func nothingIsFoundWithoutRoutes() throws {
        #expect(try find([], "GET /") == "route.unknown")
        #expect(try find([], "GET /" + String(repeating: "a/", count: 2000)) == "route.unknown")
    }
}
