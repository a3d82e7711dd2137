import Core
import Kit
import System

extension Command {
    static let schema = Command(
        "schema", "Write the JSON Schema of gateway.json.",
        details: """
            For editors: save it, and name it in the editor's settings. It knows keys, types, ranges and choices;
            what binds one place of the file to another, only `gateway check` knows.
            """,
        examples: ["gateway schema > gateway.schema.json"],
        action: { (_) throws(CommandFailure) in try Program.print(ConfigLoader.jsonSchema(for: linkedPlugins)) })

    static let version = Command(
        "version", "Show the versions of the program and its libraries.", options: [.json],
        examples: ["gateway version --json"]
    ) { (arguments) throws(CommandFailure) in
        let rows = [
            ("gateway", Version.current), ("swift", LinkedVersions.swift), ("openssl", LinkedVersions.openSSL),
            ("sqlite", LinkedVersions.sqlite),
        ]
        if arguments.has(.json) {
            return try Program.print(PrettyJSON.object(rows.map { ($0.0, .string($0.1)) }).rendered)
        }
        return try Program.print(rows.map { "\($0.0) \($0.1)\n" }.joined())
    }

    static let errors = Command(
        "errors", "List every error that clients may be answered.",
        details: """
            The code stands in the answer's body, in the access log and in the error log. CODE shows one of them.
            """,
        operands: [Operand("CODE", "Show this one only.", isOptional: true)], options: [.json],
        exitMeanings: [.refused: "there is no such code"],
        examples: ["gateway errors", "gateway errors token.invalid", "gateway errors --json"]
    ) { (arguments) throws(CommandFailure) in
        var entries = CatalogueEntry.all
        if let code = arguments.operands.first {
            entries = entries.filter { $0.code.name == code }
            if entries.isEmpty {
                let names = CatalogueEntry.all.map(\.code.name)
                let hint = NearestName.suggestion(for: code, among: names) ?? "; `gateway errors` lists all"
                throw .refused("\(ConfigText.quoted(code)) is not an error code\(hint)")
            }
        }
        if arguments.has(.json) { return try Program.print(PrettyJSON.array(entries.map(\.json)).rendered) }
        return try Program.print(entries.map(\.text).joined(separator: "\n"))
    }

    static let help = Command(
        "help", "Show all commands, or tell more of one.",
        operands: [
            Operand("COMMAND", "The command.", isOptional: true),
            Operand("SUBCOMMAND", "Its second word.", isOptional: true),
        ], examples: ["gateway help explain", "gateway help apps add"]
    ) { (arguments) throws(CommandFailure) in
        guard !arguments.operands.isEmpty else { return try Program.print(Program.overview) }
        var typed = "gateway"
        let (command, rest) = try Program.find(arguments.operands[...], typed: &typed)
        if let word = rest.first { throw .usage("\(ConfigText.quoted(word)) is one argument too many") }
        return try Program.print(command.help)
    }
}

/// One error with the part of the program that answers it.
struct CatalogueEntry {
    let code: ErrorCode
    /// `gateway`, or a plugin's id.
    let origin: String

    /// The gateway's own, then the plugins'.
    static let all: [CatalogueEntry] =
        ErrorCode.gatewayCatalogue.map { CatalogueEntry(code: $0, origin: "gateway") }
        + linkedPlugins.flatMap { plugin in
            plugin.errorCodes.map { CatalogueEntry(code: $0, origin: plugin.id.description) }
        }

    var text: String {
        "\(code.name)  \(code.status)  \(origin)\n    \"\(code.message)\"\n    \(code.meaning)\n"
    }

    var json: PrettyJSON {
        .object([
            ("code", .string(code.name)), ("status", .integer(code.status)), ("origin", .string(origin)),
            ("message", .string(code.message)), ("meaning", .string(code.meaning)),
        ])
    }
}
