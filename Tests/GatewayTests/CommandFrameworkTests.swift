import Foundation
import TestSupport
import Testing

struct CommandFrameworkTests {
    private static let names = [
        "serve", "check", "routes", "explain", "apps", "plugins", "errors", "schema", "version", "help", "apps add",
        "apps list", "apps rotate", "apps block", "apps unblock", "apps remove",
    ]

    private let site: CommandSite

    init() throws { site = try CommandSite(config: nil) }

    private func run(_ line: String) throws -> GatewayBinary.Outcome {
        try GatewayBinary.run(line.split(separator: " ").map(String.init), in: site.folder.path)
    }

    @Test(arguments: ["", "help", "--help", "-h"]) func allCommandsAreListed(line: String) throws {
        let outcome = try run(line)
        #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
        for name in Self.names.prefix(10) { #expect(outcome.output.contains("\n  \(name) "), "\(name)") }
    }

    @Test(arguments: names) func everyCommandHasHelp(name: String) throws {
        let outcome = try run("\(name) --help")
        #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.hasPrefix("usage: gateway \(name)"))
        #expect(outcome.output == (try run("help \(name)")).output)
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test(arguments: [
        ("chek", "gateway: \"chek\" is not a command; did you mean \"check\"?\nsee `gateway --help`\n"),
        ("apps ad web", "gateway apps: \"ad\" is not a command; did you mean \"add\"?\nsee `gateway apps --help`\n"),
        (
            "check --jsn",
            "gateway check: \"--jsn\" is not an option here; did you mean \"--json\"?\nsee `gateway check --help`\n"
        ),
        ("check x", "gateway check: \"x\" is one argument too many\nsee `gateway check --help`\n"),
        ("check --config", "gateway check: --config needs a value: --config FILE\nsee `gateway check --help`\n"),
        (
            "check --config --json",
            "gateway check: --config needs a value, and --json is another option\nsee `gateway check --help`\n"
        ),
        ("check --json --json", "gateway check: --json is given twice\nsee `gateway check --help`\n"),
        ("check --json=yes", "gateway check: --json takes no value\nsee `gateway check --help`\n"),
        ("explain GET", "gateway explain: PATH is missing\nsee `gateway explain --help`\n"),
        ("explain", "gateway explain: METHOD and PATH are missing\nsee `gateway explain --help`\n"),
        ("--json check", "gateway: options follow the command: gateway COMMAND --json\nsee `gateway --help`\n"),
        (
            "apps",
            "gateway apps: say which: \"add\", \"list\", \"rotate\", \"block\", \"unblock\" or \"remove\"\n"
                + "see `gateway apps --help`\n"
        ),
    ])
    func wrongUsageIsSaidAndEndsWith2(line: String, message: String) throws {
        let outcome = try run(line)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == message)
    }

    @Test(arguments: ["check", "routes", "plugins --config gateway.json", "explain GET /", "apps list", "serve"])
    func aMissingConfigEndsWith1(line: String) throws {
        let outcome = try run(line)
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("gateway.json: cannot be read: No such file or directory\n"))
    }

    @Test(arguments: ["--config elsewhere.json", "--config=elsewhere.json"])
    func theConfigMayLieElsewhere(option: String) throws {
        try CommandSite.config.write(
            toFile: "\(site.folder.path)/elsewhere.json", atomically: true, encoding: .utf8)
        let outcome = try run("check \(option)")
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.hasPrefix("elsewhere.json is fine"))
    }

    @Test func wordsAfterTwoDashesAreNoOptions() throws {
        #expect(try run("check -- --json").errors.hasPrefix("gateway check: \"--json\" is one argument too many"))
    }

    // MARK: Where the output goes

    private func runInShell(_ script: String) throws -> (code: Int32, errors: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script, "bash", try GatewayBinary.url().path]
        process.standardError = pipe
        try process.run()
        let errors = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: errors, as: UTF8.self))
    }

    @Test func aReaderThatHasGoneIsNoError() throws {
        // `true` ends without reading; the pipe is closed before the program writes.
        let outcome = try runInShell(#"{ sleep 0.2; "$1" schema; echo "code $?" >&2; } | true"#)
        #expect(outcome.errors == "code 0\n")
    }

    @Test func aClosedStandardErrorIsNoError() throws {
        #expect(try runInShell(#""$1" chek 2>&-"#).code == 2)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aFullDiskIsTheEnvironmentsFault() throws {
        let outcome = try runInShell(#""$1" version > /dev/full"#)
        #expect(outcome.code == 3)
        #expect(outcome.errors == "standard output cannot be written: No space left on device\n")
    }
}
