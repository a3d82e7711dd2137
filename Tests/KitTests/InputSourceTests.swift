import Testing

@testable import Kit

private struct Login: CheckedText {
    static let placeholder = Login(unchecked: "")
    let text: String
    private init(unchecked text: String) { self.text = text }
    init(checking text: String) throws(BrokenRule) {
        guard text.utf8.count >= 3 else { throw BrokenRule("must be 3 letters or more") }
        self.text = text
    }
}

private enum Status: String, Codable, CaseIterable { case active, blocked }

private struct Everything: OperationInput {
    struct Address: Codable {
        let street: String
        let tags: [String]?
    }
    static var pathFields: [String] { ["id"] }
    static var queryFields: [String] { ["limit", "filter", "exact"] }
    static var bodyFormats: [BodyFormat] { [.json, .form] }

    let id: Int64
    let limit: Int?
    let filter: [String]?
    let exact: Bool?
    let login: Login
    let nickname: String?
    let age: UInt8?
    let score: Double?
    let verified: Bool?
    let tags: [String]?
    let address: Address?
    let status: Status?
    let email: Patch<Login>
}

struct InputSourceTests {
    private func decode<Input: OperationInput>(
        _ type: Input.Type, path: [(name: String, value: String)] = [], query: String = "",
        contentType: String? = nil, body: String = ""
    ) throws(APIError) -> Input {
        let (query, body, typeBytes) = (Array(query.utf8), Array(body.utf8), contentType.map { Array($0.utf8) })
        if let typeBytes {
            let source = InputSource(
                pathValues: path, query: query.span, contentType: typeBytes.span, body: body)
            return try source.decode(type)
        }
        let source = InputSource(pathValues: path, query: query.span, contentType: nil, body: body)
        return try source.decode(type)
    }

    private func everything(
        id: String = "4", query: String = "", contentType: String? = nil, _ body: String
    ) throws(APIError) -> Everything {
        try decode(Everything.self, path: [("id", id)], query: query, contentType: contentType, body: body)
    }

    /// `field rule` of every broken rule, or the error's name and message.
    private func broken(
        id: String = "4", query: String = "", contentType: String? = nil, _ body: String
    ) -> [String] {
        do {
            _ = try everything(id: id, query: query, contentType: contentType, body)
            return []
        } catch {
            guard error.code == .inputInvalid else { return ["\(error.code): \(error.message)"] }
            return error.brokenRules.map { "\($0.field) \($0.rule)" }
        }
    }

    @Test func fieldsComeFromPathQueryAndBody() throws {
        let input = try everything(
            id: "%34%32", query: "limit=10&filter[]=a+b&filter[]=c%26&exact=1&login=ignored",
            #"{"id":9,"limit":8,"login":"someone","age":33,"score":1.5,"verified":true,"tags":["x"],"other":1,"#
                + #""address":{"street":"Main"},"status":"active"}"#)
        #expect(input.id == 42)
        #expect(input.limit == 10)
        #expect(input.filter == ["a b", "c&"])
        #expect(input.exact == true)
        #expect(input.login.text == "someone")
        #expect(input.age == 33)
        #expect(input.score == 1.5)
        #expect(input.verified == true)
        #expect(input.tags == ["x"])
        #expect(input.address?.street == "Main")
        #expect(input.status == .active)
        #expect(input.email == .absent)
    }

    @Test func everyProblemIsReportedInTheOrderOfTheFields() {
        let body =
            #"{"login":"ab","nickname":1,"age":300,"score":"x","verified":1,"tags":["a",2,"c",null],"#
            + #""address":{"tags":["x",true]},"status":"gone","email":"e"}"#
        #expect(
            broken(id: "x", query: "limit=1.0&exact=yes", body) == [
                "id must be a whole number", "limit must be a whole number", "exact must be true or false",
                "login must be 3 letters or more", "nickname must be a string", "age must be 0 to 255",
                "score must be a number", "verified must be true or false", "tags item 2 must be a string",
                "tags item 4 must be a string", "address street is required", "address tags: item 2 must be a string",
                #"status must be one of "active", "blocked""#, "email must be 3 letters or more",
            ])
    }

    @Test func nullCountsAsAbsent() throws {
        #expect(broken(#"{"login":null}"#) == ["login is required"])
        #expect(try everything(#"{"login":"abc","age":null,"address":null}"#).age == nil)
    }

    @Test func containersOfTheWrongKindAreReported() {
        #expect(
            broken(#"{"login":["abc"],"tags":"x","address":[],"status":{}}"#) == [
                "login must be a string", "tags must be a list", "address must be an object",
                "status must be a string",
            ])
        #expect(broken(#"{"login":{},"tags":{},"address":"x"}"#).count == 3)
    }

    @Test func patchTellsAbsentFromNull() throws {
        #expect(try everything(#"{"login":"abc"}"#).email == .absent)
        #expect(try everything(#"{"login":"abc","email":null}"#).email == .null)
        let login = try Login(checking: "new")
        #expect(try everything(#"{"login":"abc","email":"new"}"#).email == .value(login))
        #expect(broken(#"{"login":"abc","email":1}"#) == ["email must be a string"])
    }

    @Test func emptyBodyIsAnEmptyObject() {
        #expect(broken("") == ["login is required"])
        #expect(broken(contentType: "image/png", "") == ["login is required"])
    }

    @Test func malformedBodySaysWhere() {
        #expect(
            broken("{\n\"login\" 1}") == ["body.malformed: the body is not JSON: 2:9: expected a ':' after the key"])
        #expect(broken("[]") == ["body.malformed: the body is not a JSON object"])
        #expect(broken("null") == ["body.malformed: the body is not a JSON object"])
    }

    @Test(arguments: [
        "application/json", "Application/JSON; charset=UTF-8", "application/merge-patch+json ;charset=\"utf-8\"",
        "application/json; charset=utf8", "application/json;charset=\"UTF8\"", "application/json; v=1",
    ])
    func jsonTypesAreRead(_ type: String) {
        #expect(broken(contentType: type, #"{"login":"abc"}"#) == [])
    }

    @Test(arguments: [
        "text/plain", "application/xml", "multipart/form-data", "", "\u{FF}", "json", "text/json; charset=utf-8",
    ])
    func otherTypesAreUnsupported(_ type: String) {
        let known = "application/json or application/x-www-form-urlencoded"
        #expect(broken(contentType: type, "{}") == ["body.unsupported: the Content-Type must be \(known)"])
    }

    @Test(arguments: [
        ("application/json; charset=latin1", "latin1"), ("application/json;v=1;charset=ISO-8859-1", "iso-8859-1"),
        ("application/x-www-form-urlencoded; charset=\"UTF-16\"", "utf-16"), ("application/json; charset=", ""),
        ("application/json; charset=\(String(repeating: "x", count: 99))", String(repeating: "x", count: 40)),
    ])
    func anotherCharsetIsNamed(_ type: String, _ charset: String) {
        #expect(
            broken(contentType: type, "{}") == ["body.unsupported: the charset must be UTF-8, not \"\(charset)\""])
    }

    @Test func formIsRead() throws {
        let input = try everything(
            contentType: "application/x-www-form-urlencoded",
            "login=some+one&nickname=&age=%337&score=-1.5e1&verified=0&tags=a&tags=b&status=blocked&=&x")
        #expect(input.login.text == "some one")
        #expect(input.nickname == "")
        #expect(input.age == 37)
        #expect(input.score == -15)
        #expect(input.verified == false)
        #expect(input.tags == ["a", "b"])
        #expect(input.status == .blocked)
        #expect(try everything(contentType: "application/x-www-form-urlencoded", "login=abc&tags=a").tags == ["a"])
    }

    @Test func formProblemsAreReported() {
        #expect(
            broken(
                query: "limit=1&limit=2", contentType: "application/x-www-form-urlencoded",
                "login=abc&login=abd&nickname=%FF&age=-1&score=nan&verified=TRUE&tags=%80") == [
                    "limit is given twice", "login is given twice", "nickname must be UTF-8 text",
                    "age must be 0 to 255", "score must be a number", "verified must be true or false",
                    "tags must be UTF-8 text",
                ])
    }

    @Test func textOfUnknownFieldsIsIgnored() {
        #expect(broken(query: "z=%FF&%FF=1&login=1", #"{"login":"abc"}"#) == [])
    }

    @Test func plusInThePathStandsForItself() throws {
        struct Input: OperationInput {
            static var pathFields: [String] { ["name"] }
            let name: String
        }
        #expect(try decode(Input.self, path: [("name", "a+b%20c%zz%4")]).name == "a+b c%zz%4")
    }

    @Test func manyNamesAreAllFound() throws {
        let query = (0..<20).map { "n\($0)=\($0)" }.joined(separator: "&") + "&filter=a&n3=x&filter=b&limit=7&n9=1"
        let input = try everything(query: query, #"{"login":"abc"}"#)
        #expect(input.filter == ["a", "b"])
        #expect(input.limit == 7)
        #expect(broken(query: query + "&limit=8", #"{"login":"abc"}"#) == ["limit is given twice"])
    }

    @Test func tooManyPairsAreRefused() throws {
        let thousand = String(repeating: "a=1&", count: 1_000)
        #expect(broken(query: thousand, #"{"login":"abc"}"#) == [])
        #expect(
            broken(query: thousand + "b=2", #"{"login":"abc"}"#)
                == ["body.malformed: the query has more than 1000 fields"])
    }

    @Test func noInputReadsNothing() throws {
        _ = try decode(NoInput.self, query: "%FF", contentType: "image/png", body: "{")
    }

    @Test func numberOfProblemsIsBounded() {
        let tags = Array(repeating: "1", count: 10_000).joined(separator: ",")
        #expect(broken("{\"login\":\"abc\",\"tags\":[\(tags)]}").count == 100)
    }

    @Test func ruleAboutSeveralFieldsIsReported() {
        struct Interval: OperationInput {
            let from: Int
            let to: Int
            enum CodingKeys: CodingKey { case from, to }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                from = try container.decode(Int.self, forKey: .from)
                to = try container.decode(Int.self, forKey: .to)
                guard from <= to else { throw APIError.invalid("from", "must not be above to") }
            }
        }
        func failure(_ body: String) -> APIError? {
            let result = Result { () throws(APIError) in try decode(Interval.self, body: body) }
            if case .failure(let error) = result { return error }
            return nil
        }
        #expect(failure(#"{"from":1,"to":2}"#) == nil)
        #expect(failure(#"{"from":3,"to":2}"#) == .invalid("from", "must not be above to"))
        // The placeholder for `to` breaks the rule, too; the client is told of its own mistake only.
        #expect(failure(#"{"from":3}"#) == .invalid("to", "is required"))
    }

    @Test func manualDecodingIsCollectedToo() throws {
        class Base: Decodable { var name = "" }
        // Used on this thread alone.
        final class Manual: Base, OperationInput, @unchecked Sendable {
            static var queryFields: [String] { ["q"] }
            enum Key: String, CodingKey { case q, first, list, inner }
            let first: Int?
            let list: [String]
            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                if container.contains(.q) { _ = try container.decode(String.self, forKey: .q) }
                first = try container.decode(Int?.self, forKey: .first)
                var items = try container.nestedUnkeyedContainer(forKey: .list)
                list = [try items.decode(String.self), try items.decode(String.self)]
                _ = try container.nestedContainer(keyedBy: Key.self, forKey: .inner).decode(Int.self, forKey: .q)
                try super.init(from: container.superDecoder())
            }
        }
        func broken(query: String = "", _ body: String) -> [String] {
            let result = Result { () throws(APIError) in try decode(Manual.self, query: query, body: body) }
            guard case .failure(let error) = result else { return [] }
            return error.brokenRules.map { "\($0.field) \($0.rule)" }
        }
        #expect(broken(#"{"list":["a","b"],"inner":{"q":1},"super":{"name":"x"}}"#) == [])
        #expect(
            broken(query: "q=%FF", #"{"first":"1","list":["a"],"inner":{}}"#) == [
                "q must be UTF-8 text", "first must be a whole number", "list has too few items", "inner q is required",
                "super is required",
            ])
    }

    @Test func enumWithoutListOfCasesEndsTheReport() {
        enum Color: Int, Decodable { case red = 1 }
        struct Input: OperationInput {
            let a: Int
            let color: Color
            let z: Int
        }
        let result = Result { () throws(APIError) in try decode(Input.self, body: #"{"color":7}"#) }
        let rules = [APIError.BrokenRule("a", "is required"), .init("color", "is not one of the values allowed")]
        #expect(throws: APIError(.inputInvalid, brokenRules: rules)) { try result.get() }
    }

    @Test func valuesOfOtherTypesReportTheirOwnRule() {
        struct Even: Decodable {
            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer().decode(Int.self)
                guard value % 2 == 0 else { throw BrokenRule("must be even") }
            }
        }
        struct Input: OperationInput {
            let pair: [Even]
            let name: String
        }
        do throws(APIError) {
            _ = try decode(Input.self, body: #"{"pair":[2,3]}"#)
            Issue.record("accepted")
        } catch {
            #expect(error.brokenRules.map(\.rule) == ["item 2 must be even", "is required"])
        }
    }
}
