import Kit
import TestSupport
import Testing

@testable import Goncord

struct RegisterUserTests {
    private let bench: GoncordBench

    init() throws { bench = try .make() }

    private func rules(_ member: String, _ value: String) -> [String] {
        var members = ["login": #""ann""#, "email": #""ann@example.org""#, "password": #""long enough""#]
        members[member] = value
        let body = members.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",")
        return bench.brokenRules("registerUser", "{\(body)}")
    }

    /// G1, G13
    @Test func answersTheUserWithAllKeysInTheirOrder() throws {
        let reply = try bench.register(
            "test", email: "test@gmail.com",
            more: #""first_name":"Дмитрий","last_name":"Дубина","second_name":"Евгеньевич","birthday":"1995-03-30""#)
        let expected =
            #"{"second_name":"Евгеньевич","roles":[],"login":"test","last_name":"Дубина","#
            + #""first_name":"Дмитрий","email":"test@gmail.com","birthday":"1995-03-30","apps":{}}"#
        #expect(reply.description == expected)
    }

    /// G1, G12
    @Test(arguments: ["", #""first_name":null,"last_name":null,"second_name":null,"birthday":null"#])
    func whatIsNotGivenReadsNull(_ more: String) throws {
        let reply = try bench.register(more: more)
        #expect(
            reply.description == #"{"second_name":null,"roles":[],"login":"ann","last_name":null,"first_name":null,"#
                + #""email":"ann@example.org","birthday":null,"apps":{}}"#)
    }

    /// G12
    @Test(arguments: ["", "{}", #"{"login":null,"password":null,"email":null}"#])
    func loginPasswordAndEmailAreRequired(_ body: String) {
        #expect(
            bench.brokenRules("registerUser", body) == [
                "login is required", "password is required", "email is required",
            ])
    }

    /// G3
    @Test(arguments: ["abc", "A.b_c-9", text(64)]) func loginIsTaken(_ login: String) {
        #expect(rules("login", #""\#(login)""#) == [])
    }

    /// G3
    @Test(arguments: ["", "ab", text(65), "a b", "анна", "a@b", "ann\\n", "e\u{301}ee", "аnn"])
    func otherLoginIsRefused(_ login: String) {
        let rule = "login must be 3 to 64 of the characters a-z, A-Z, 0-9, '.', '_' and '-'"
        #expect(rules("login", #""\#(login)""#) == [rule])
    }

    /// G4, G11
    @Test(arguments: ["a@b", "ü@пример.рф", "\(text(252))@b", "\(text(252, "я"))@b", "'quoted'@b"])
    func emailIsTaken(_ email: String) {
        #expect(rules("email", #""\#(email)""#) == [])
    }

    /// G4
    @Test(arguments: ["", "a", "@", "a@", "@b", "a@b@c", "a@@b"]) func emailHasOneAt(_ email: String) {
        #expect(rules("email", #""\#(email)""#) == ["email must have one @ inside"])
    }

    /// G4
    @Test func emailHasNoWhiteSpaceAndAnEnd() {
        for email in ["a b@c", "a@b ", "a@b\\n", "\\u0000@b", "a@b\\u007f", "a@\u{A0}b"] {
            #expect(rules("email", #""\#(email)""#) == ["email must not have white space or control characters"])
        }
        #expect(rules("email", #""\#(text(253))@b""#) == ["email must be at most 254 characters"])
    }

    /// G6, G11
    @Test func passwordIs8To256CharactersOfAnyKind() throws {
        let passwords = [text(8), text(256), text(8, "я"), text(256, "😀"), "        ", "\\u0000\\u0000345678"]
        for (number, password) in passwords.enumerated() {
            try bench.register("user\(number)", password: password)
            try bench.logIn("user\(number)", password: password)
        }
        for password in ["", text(7), text(257), text(7, "😀")] {
            #expect(rules("password", #""\#(password)""#) == ["password must be 8 to 256 characters"])
        }
    }

    /// G7, G11
    @Test(arguments: ["first_name", "last_name", "second_name"]) func nameIsAtMost100Characters(_ field: String) {
        for name in [text(101), text(101, "ж")] {
            #expect(rules(field, #""\#(name)""#) == ["\(field) must be at most 100 characters"])
        }
        for name in ["a\\u0000", "\\t", "\\u009f"] {
            #expect(rules(field, #""\#(name)""#) == ["\(field) must not have control characters"])
        }
        #expect(rules(field, #""\#(text(100, "ж"))""#) == [])
    }

    /// G7
    @Test func nameMayBeEmptyOrOfAnyScript() throws {
        let reply = try bench.register(more: #""first_name":"","last_name":"毛泽东 O’Neil-Łódź 😀""#)
        #expect(reply["first_name"] == "")
        #expect(reply["last_name"] == "毛泽东 O’Neil-Łódź 😀")
    }

    /// G14
    @Test func allBrokenRulesComeAtOnce() {
        let body = #"{"login":"!","password":7,"email":"x","first_name":[],"birthday":"tomorrow"}"#
        #expect(
            bench.brokenRules("registerUser", body) == [
                "login must be 3 to 64 of the characters a-z, A-Z, 0-9, '.', '_' and '-'",
                "password must be a string", "email must have one @ inside", "first_name must be a string",
                "birthday must be a real date, written YYYY-MM-DD",
            ])
    }

    /// G5, G15
    @Test func takenNamesAreRefusedWhateverTheirCase() throws {
        try bench.register("Ann", email: "Ann@Example.org")
        let body = { (login: String, email: String) in
            #"{"login":"\#(login)","email":"\#(email)","password":"long enough"}"#
        }
        #expect(bench.brokenRules("registerUser", body("aNN", "other@example.org")) == ["login is taken"])
        #expect(bench.brokenRules("registerUser", body("other", "ANN@EXAMPLE.ORG")) == ["email is taken"])
        #expect(
            bench.brokenRules("registerUser", body("ann", "ann@example.org")) == ["login is taken", "email is taken"])
        #expect(try bench.column("SELECT count(*) FROM users") == "1")
    }

    /// G5
    @Test func caseIsFoldedBeyondASCII() throws {
        let reply = try bench.register("one", email: "ЖЕНЯ@Пример.рф")
        #expect(reply["email"] == "ЖЕНЯ@Пример.рф")
        let again = #"{"login":"two","email":"женя@пример.РФ","password":"long enough"}"#
        #expect(bench.brokenRules("registerUser", again) == ["email is taken"])
        try bench.register("three", email: "e\u{301}@example.org")
        try bench.register("four", email: "\u{E9}@example.org")
    }

    /// G16
    @Test func ofRegistrationsThatRaceOneSucceeds() throws {
        let bench = bench
        let outcomes = inParallel(16) { number in
            bench.failure(
                "registerUser", #"{"login":"Racer","email":"\#(number)@example.org","password":"long enough"}"#)
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.compactMap { $0 } == Array(repeating: .invalid("login", "is taken"), count: 15))
        #expect(try bench.column("SELECT count(*) FROM users") == "1")
    }

    /// G17
    @Test func otherKeysAreIgnored() throws {
        let reply = try bench.register(more: #""roles":["admin"],"apps":{"a":1},"id":7"#)
        #expect(reply.json["roles"]?.rawText == "[]")
        #expect(reply.json["apps"]?.rawText == "{}")
    }

    /// G2
    @Test func passwordIsNowhereToBeSeen() throws {
        let password = "swordfish-and-more"
        let reply = try bench.register(password: password)
        #expect(!reply.description.contains(password))
        let row = try #require(
            try bench.column("SELECT quote(password_hash) || quote(login) || quote(email) FROM users"))
        #expect(row.contains("$scrypt$ln=10,r=8,p=1$") && !row.contains(password))
        let input = try JSON.decode(
            RegisterUser.self, from: Array(#"{"login":"ann","email":"a@b","password":"\#(password)"}"#.utf8))
        var dumped = ""
        dump(input, to: &dumped)
        #expect(!dumped.contains(password) && !"\(input)".contains(password))
        #expect(JSON.encode(input.password) == Array("null".utf8))
        let broken = bench.failure("registerUser", #"{"login":"!","email":"!","password":"\#(password)"}"#)
        #expect(broken.map { !"\($0)".contains(password) } == true)
    }
}
