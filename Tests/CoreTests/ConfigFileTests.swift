import Core
import Kit
import System
import Testing

@Suite struct ConfigFileTests {
    @Test func aMissingFileIsOneClearError() {
        let outcome = ConfigLoader.make(environment: .machine).load(path: "no/such/gateway.json")
        #expect(outcome.report.text == "no/such/gateway.json: cannot be read: No such file or directory\n")
        #expect(outcome.gateway == nil)
    }

    @Test func aDirectoryIsNoConfig() {
        let outcome = ConfigLoader.make(environment: .machine).load(path: packageRoot)
        #expect(outcome.report.text == "\(packageRoot): cannot be read: Is a directory\n")
    }

    @Test func aDeviceIsNotWaitedFor() {
        let outcome = ConfigLoader.make(environment: .machine).load(path: "/dev/zero")
        #expect(outcome.report.text == "/dev/zero: cannot be read: Invalid argument\n")
    }

    @Test func aFileBeyondTheLimitIsRefused() throws {
        #expect(throws: SystemError.self) { try SmallFile(reading: #filePath, limitBytes: 100) }
        #expect(try SmallFile(reading: #filePath, limitBytes: 100_000).bytes.starts(with: Array("import ".utf8)))
    }

    /// Certificates and the first admin's password are made by a script, so they are taken for there and valid here.
    @Test func theShippedConfigHasNeitherErrorsNorWarnings() throws {
        var trial = StartTrial()
        trial.certificate = { _, _ in CertificateFacts(.valid) }
        let environment = ConfigEnvironment(
            variable: { _ in nil },
            file: { (path, limitBytes) throws(SystemError) in
                if path.hasSuffix("data/allychat-admin") { return SmallFile(bytes: Array("a password".utf8)) }
                return try ConfigEnvironment.machine.file(path, limitBytes)
            })
        let loader = ConfigLoader.make(plugins: .shipped, environment: environment, trial: trial)
        let outcome = loader.load(path: packageRoot + "/gateway.json")
        #expect(outcome.report.text == "")
        let gateway = try #require(outcome.gateway)
        #expect(
            gateway.routes.map { "\($0.written.pattern) \($0.operationName)" } == [
                "POST /api/v0/users registerUser", "POST /api/v0/tokens issueToken",
                "GET /api/v0/tokens/validate validateToken", "PATCH /api/v0/users updateUser",
                "DELETE /api/v0/tokens revokeToken", "POST /v1/orders createOrder",
                "GET /v1/auth/{order_id}/{order_code} verifyCode", "POST /api/v1/callback/pin/update updatePin",
                "POST /api/v1/callback/portal/push/events pushEvent",
                "GET /api/v1/callback/sessions/{id_phperson} listSessions",
                "DELETE /api/v1/callback/sessions/{id_phperson} deleteSessions", "POST /api/v1/sessions openSession",
                "POST /api/v1/sessions/refresh refreshSession", "DELETE /api/v1/sessions closeSession",
                "GET /api/v1/events listEvents", "POST /api/auth logIn", "POST /api/token issueToken",
                "POST /api/token/update updateToken", "POST /api/user/register registerUser",
                "GET /api/users listUsers", "GET /api/user/{id} showUser", "POST /api/user/{id} updateUser",
                "GET /api/user/{id}/rooms listUserRooms", "GET /api/user/{id}/user_rooms listUserReadMarks",
                "GET /api/user/{id}/active_rooms listActiveRooms", "GET /api/me showMe", "POST /api/room createRoom",
                "GET /api/room/{id} showRoom", "PUT /api/room/{id}/active activateRoom",
                "DELETE /api/room/{id}/active deactivateRoom", "GET /api/room/{id}/messages listRoomMessages",
                "POST /api/room/{id}/tags addRoomTag", "DELETE /api/room/{id}/tag removeRoomTag",
                "POST /api/upload upload", "GET /api/upload/{name} downloadUpload", "GET /api/messages listMessages",
                "GET /api/message/{id} showMessage", "PUT /api/message/{id}/read markRead",
                "GET /api/issue/{id} showIssue", "GET /api/issue/{id}/answers suggestAnswers",
                "GET /api/issues/stats issueStats", "GET /api/time serverTime", "GET /api/operators listOperators",
                "GET /api/operator/{id} showOperator", "POST /api/operator createOperator",
                "POST /api/operator/{id} updateOperator", "DELETE /api/operator/{id} deleteOperator",
                "GET /api/tags listTags", "GET /api/ws connect",
                "GET /AlfaSense/support/phone/{phone}/alias aliasByPhone",
                "GET /AlfaSense/support/alias/{alias}/customer customerByAlias",
                "PUT /AlfaSense/support/alias/{alias}/customer putCustomer",
            ])
        #expect(gateway.config.listeners.map { $0.tls == nil } == [true, false])
        #expect(gateway.config.dataDirectory.text == packageRoot + "/data")
    }

    @Test func aReportForProgramsIsJSON() throws {
        let example = try #require(ConfigCaseTests.cases.first { $0.name == "unknown-rules.txt" })
        let report = ConfigLoader.make().check(example.config).report
        let root = try JSONDocument(parsing: Array(report.json.utf8)).root
        let first = try #require(root["errors"]?.elements.first { _ in true })
        #expect(root["file"]?.string == "gateway.json")
        #expect(first["line"]?.int64 == 9)
        #expect(first["column"]?.int64 == 77)
        #expect(first["path"]?.string == "apis.items.routes[0].token")
        #expect(first["message"]?.string == #""requierd" is not a token rule; did you mean "required"?"#)
        #expect(root["warnings"]?.elements.map(\.kind) == [])
        #expect(root["omitted"]?.int64 == 0)
    }

    @Test func aReportHasABound() {
        let keys = (1...500).map { #""x\#($0)": 1"# }.joined(separator: ",\n")
        let report = ConfigLoader.make().check("{ \(keys) }").report
        #expect(report.problems.count == 200)
        #expect(report.text.hasSuffix("gateway.json: 302 more problems are not shown\n"))
    }

    /// One long line costs no more than many short ones.
    @Test func columnsCountCodePoints() {
        let source = ConfigSource(name: "x", bytes: Array((String(repeating: "é", count: 3000) + "\nä!").utf8))
        #expect(source.position(of: 0) == ConfigPosition(line: 1, column: 1))
        #expect(source.position(of: 5000) == ConfigPosition(line: 1, column: 2501))
        #expect(source.position(of: 6000) == ConfigPosition(line: 1, column: 3001))
        #expect(source.position(of: 6003) == ConfigPosition(line: 2, column: 2))
        #expect(source.position(of: 1_000_000) == ConfigPosition(line: 2, column: 3))
    }
}
