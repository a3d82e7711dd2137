@testable import Core
import Kit
import Testing

struct TokenLookupTests {
    /// `header abc`, `cookie abc`, `header unusable`, or `nothing`.
    static func find(_ sources: [String], _ fields: [String] = [], target: String = "/", body: String = "") throws
        -> String
    {
        let lines = fields.map { $0 + "\r\n" }.joined()
        let exchange = try Exchange.make(
            "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)")
        guard
            let found = TokenLookup.find(
                try sources.map { try TokenSource($0) }, in: exchange.head, body: exchange.body.bytes)
        else {
            return "nothing"
        }
        switch found.place {
        case .head(let range): return "\(found.source) \(text(exchange.head.bytes[range]))"
        case .bytes(let bytes): return "\(found.source) \(text(bytes))"
        case .unusable: return "\(found.source) unusable"
        }
    }

    private let headerThenCookie = ["header:Authorization", "cookie:jwt"]

    @Test(arguments: ["Bearer abc", "bearer abc", "BEARER   abc", "bEaReR abc "])
    func aBearerTokenIsFoundInAnyCase(_ value: String) throws {
        #expect(try Self.find(headerThenCookie, ["authorization: \(value)", "Cookie: jwt=def"]) == "header abc")
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Bearerabc", "Bearer\tabc", "Basic abc", "abc", "Bearer,abc", "Bea abc"])
    func aHeaderThatIsPresentEndsTheSearch(_ value: String) throws {
        #expect(
            try Self.find(headerThenCookie, ["Authorization: \(value)", "Cookie: jwt=def"]) == "header unusable")
    }

    @Test func severalAuthorizationFieldsAreUnusable() throws {
        let twice = ["Authorization: Bearer abc", "Authorization: Bearer abc", "Cookie: jwt=def"]
        #expect(try Self.find(headerThenCookie, twice) == "header unusable")
        #expect(try Self.find(["header:X-Token"], ["X-Token: a", "x-token: b"]) == "header unusable")
    }

    @Test func whatFollowsTheSchemeIsTheVerifiersBusiness() throws {
        #expect(try Self.find(headerThenCookie, ["Authorization: Bearer a b, c"]) == "header a b, c")
    }

    @Test func anotherHeaderHasTheBareToken() throws {
        #expect(try Self.find(["header:X-Token"], ["x-token: Bearer abc"]) == "header Bearer abc")
        #expect(try Self.find(["header:X-Token", "cookie:jwt"], ["X-Token:", "Cookie: jwt=a"]) == "header unusable")
        #expect(try Self.find(["header:X-Token"], ["X_Token: abc"]) == "nothing")
    }

    @Test func theCookieIsAskedWhereThereIsNoHeader() throws {
        #expect(try Self.find(headerThenCookie, ["Cookie: a=b; jwt=def; jwt=ghi"]) == "cookie def")
        #expect(try Self.find(headerThenCookie, ["Cookie: a=b", "Cookie: jwt=\"def\""]) == "cookie def")
        #expect(try Self.find(headerThenCookie, ["Cookie: JWT=def; xjwt=a; jwt"]) == "nothing")
        #expect(try Self.find(headerThenCookie, ["X-Authorization: Bearer abc"]) == "nothing")
    }

    /// A browser that has logged out may go on sending `jwt=`.
    @Test func aPlaceThatHoldsNothingDoesNotEndTheSearch() throws {
        #expect(try Self.find(["cookie:jwt", "query:t"], ["Cookie: jwt="], target: "/?t=q") == "query q")
        #expect(try Self.find(["cookie:jwt"], ["Cookie: jwt=\"\"; a=b"]) == "nothing")
        #expect(try Self.find(["query:t", "cookie:jwt"], ["Cookie: jwt=c"], target: "/?t=&a") == "cookie c")
        #expect(try Self.find(["body:t", "cookie:jwt"], ["Cookie: jwt=c"], body: #"{"t":""}"#) == "cookie c")
    }

    @Test func theOrderIsTheLists() throws {
        let fields = ["Authorization: Bearer h", "Cookie: jwt=c"]
        #expect(try Self.find(["cookie:jwt", "header:Authorization"], fields, target: "/?t=q") == "cookie c")
        #expect(try Self.find(["query:t", "header:Authorization"], fields, target: "/?t=q") == "query q")
        #expect(try Self.find(["query:u", "header:Authorization"], fields, target: "/?t=q") == "header h")
    }

    @Test(arguments: [
        ("/?t=a%2Bb", "query a+b"), ("/?t=a+b", "query a b"), ("/?a=1&t=x&b=2", "query x"), ("/?%74=x", "query x"),
        ("/?T=x", "nothing"), ("/?t=a&t=b", "nothing"), ("/?t=%ZZ", "query %ZZ"), ("/?t", "nothing"), ("/?", "nothing"),
        ("/", "nothing"), ("/?t=%FF", "nothing"),
    ])
    func aQuerysTokenIsDecoded(_ target: String, _ found: String) throws {
        #expect(try Self.find(["query:t"], target: target) == found)
    }

    @Test(arguments: [
        ("application/json", #"{"a":1,"t":"x\u0079"}"#, "body xy"),
        ("application/json; charset=utf-8", #"{"t":"x"}"#, "body x"),
        ("application/json", #"{"t":7}"#, "nothing"), ("application/json", #"["t"]"#, "nothing"),
        ("application/json", #"{"t":"x""#, "nothing"), ("application/json", #"{"t":"x","t":"y"}"#, "nothing"),
        ("application/json", "", "nothing"), ("application/json", #"{"u":{"t":"x"}}"#, "nothing"),
        ("application/json", "7", "nothing"),
        ("application/x-www-form-urlencoded", "a=1&t=x%20y", "body x y"),
        ("application/x-www-form-urlencoded", "", "nothing"), ("text/plain", #"{"t":"x"}"#, "nothing"),
    ])
    func aBodysTokenIsReadByItsType(_ type: String, _ body: String, _ found: String) throws {
        #expect(try Self.find(["body:t"], ["Content-Type: \(type)"], body: body) == found)
    }

    @Test func aBodyWithoutATypeIsJSON() throws {
        #expect(try Self.find(["body:t"], body: #"{"t":"x"}"#) == "body x")
        #expect(try Self.find(["body:t"], body: "t=x") == "nothing")
    }

    // MARK: Logins and passwords

    private let basic = ["basic:Authorization"]

    /// RFC 7617 §2: the example of the RFC, and one whose password has colons and is no ASCII.
    @Test(arguments: [
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin:open sesame"), ("bAsIc   dGVzdDoxMjPCow==", "test:123£"),
        ("Basic YTpiOmM=", "a:b:c"), ("Basic Og==", ":"),
    ])
    func aLoginAndAPasswordAreFound(_ value: String, _ found: String) throws {
        #expect(try Self.find(basic, ["Authorization: \(value)"]) == "basic \(found)")
    }

    @Test(arguments: [
        "", "Basic", "Basic ", "Basic YWJj", "Basic YTpi=", "Basic YTpiOmM", "Basic YTpiOm M=", "Basic YTpiOmN=",
        "Basic YTpiOm*=", "Basic YTpiOmM==", "Bearer YTpiOmM=", "Digest a=b",
    ])
    func whatIsNoLoginAndPasswordEndsTheSearch(_ value: String) throws {
        #expect(
            try Self.find(basic + ["query:token"], ["Authorization: \(value)"], target: "/?token=a") == "basic unusable"
        )
    }

    @Test func withoutTheFieldTheSearchGoesOn() throws {
        #expect(try Self.find(basic, ["Cookie: a=b"]) == "nothing")
        #expect(try Self.find(basic + ["query:token"], target: "/?token=a") == "query a")
        let twice = ["Authorization: Basic YTpi", "Authorization: Basic YTpi"]
        #expect(try Self.find(basic, twice) == "basic unusable")
        #expect(try Self.find(["basic:X-Login"], ["X-Login: Basic YTpi"]) == "basic a:b")
    }
}
