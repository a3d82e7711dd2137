import Core
import Kit
import System

extension Command {
    static let explain = Command(
        "explain", "Say what would become of a request, without serving it.",
        details: """
            The request goes through the same stages as one that is served, in the same order, and each finding
            names the line of the config that it comes from. Tokens are verified with the secrets and keys that
            this user may read, and looked up in the data directory, if there is one; what could not be checked is
            said. Nothing is counted against a limit, and the operation does not run. No token is shown. A
            refused request is shown with its whole answer.
            """,
        operands: [
            Operand("METHOD", "As in a request: GET, POST."),
            Operand("PATH", "The path with its query, percent-encoded as in a request."),
        ],
        options: [header, data, host, .config, .json],
        exitMeanings: [
            .success: "the request would be accepted", .refused: "it would be refused, or the config has errors",
        ],
        examples: [
            "gateway explain GET /api/v0/tokens/validate -H 'Authorization: Bearer x'",
            "gateway explain POST /api/v0/tokens -d '{\"login\": \"me\", \"password\": \"secret-word\"}'",
            "gateway explain PATCH /api/v0/users --host api.example.com --json",
        ]
    ) { (arguments) throws(CommandFailure) in
        for field in arguments.values(of: header) where !field.contains(":") {
            throw .usage("\(ConfigText.quoted(field)) is not a header field: write -H 'Name: value'")
        }
        let keys = KeysToLookAt()
        let file = try ConfigFile(arguments, secrets: .possible, makeHost: keys.makeHost)
        let request = SampleRequest(
            method: arguments.operands[0], target: arguments.operands[1], fields: arguments.values(of: header),
            host: arguments.value(of: host) ?? "localhost", body: arguments.value(of: data).map { Array($0.utf8) })
        let now = Timestamp(milliseconds: Clock.wallMilliseconds())
        let explanation = Explainer(
            file.gateway, source: file.source, now: now, missingKeys: keys.missing
        ).explain(request)
        let text = arguments.has(.json) ? explanation.json : explanation.text
        return try Program.print(text, explanation.isAccepted ? .success : .refused)
    }

    private static let header = CommandOption.values("-H", "'NAME: VALUE'", "A header field.")
    private static let data = CommandOption.value("-d", "BODY", "The body; its length is sent with it.")
    private static let host = CommandOption.value("--host", "HOST", "The Host field; localhost when left out.")
}
