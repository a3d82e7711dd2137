import Core
import Foundation
import Kit
import SamplePlugin
import System
import TestSupport
import Testing

/// `Plugins/README.md` leads from an empty folder to an answered request: here it is followed, block by block.
@Suite(.waiting) struct PluginWalkTests {
    private let document: String
    private let folder = ScratchDirectory()

    init() throws { document = try SourceTree.text(of: "Plugins/README.md") }

    /// The text of the code blocks that begin with these words, indentation aside.
    private func blocks(_ words: String) -> [String] {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        var found: [String] = []
        var indentation: Int?
        for line in lines {
            let text = line.drop { $0 == " " }
            if let width = indentation {
                if text == "```" { indentation = nil } else { found[found.count - 1] += line.dropFirst(width) + "\n" }
            } else if text == "```" + words {
                indentation = line.count - text.count
                found.append("")
            }
        }
        return found
    }

    @Test func itHasEveryFileOfTheSampleAsItIsCompiled() throws {
        let files = try SourceTree.swiftFiles(in: "Tests/SamplePlugin")
        #expect(files.count == 7)
        for file in files {
            #expect(blocks("swift Tests/SamplePlugin/\(file.path)") == [file.text], "\(file.path)")
        }
        #expect(try blocks("md Tests/SamplePlugin/API.md") == [SourceTree.text(of: "Tests/SamplePlugin/API.md")])
    }

    @Test func whatItAsksIsAnsweredAsItSays() throws {
        let apis = try #require(blocks("json walk").first)
        let server = try makeServer(apis)
        defer {
            server.drain(isForced: { false })
            server.close()
        }
        let walk = try #require(blocks("console walk").first)
            .replacing("http://127.0.0.1:8080", with: try #require(server.addresses.first))
        var script = "cd '\(folder.path)'\n"
        var expected: [[Substring]] = []
        for line in walk.split(separator: "\n") {
            if line.hasPrefix("$ ") {
                script += "\(line.dropFirst(2))\necho; echo '$'\n"
                expected.append([])
            } else {
                expected[expected.count - 1].append(line)
            }
        }
        let answers = try run(script).components(separatedBy: "\n$\n")
        #expect(answers.count == expected.count + 1 && expected.count > 5)
        for (answer, lines) in zip(answers, expected) {
            for line in lines { #expect(answer.contains(line), "\(answer)") }
        }
    }

    private func makeServer(_ apis: String) throws -> Server {
        let config = """
            {"listeners": [{"address": "127.0.0.1:0"}], "dataDirectory": "data", "accessLog": {"path": "access.jsonl"},
             "apis": {\(apis)}}
            """
        let loader = ConfigLoader(plugins: [LinkedPlugin(Notes.self)]) { _, _ in
            PluginHost { (_, count) throws(ConfigError) in [UInt8](repeating: 7, count: count) }
        }
        let outcome = loader.check(Array(config.utf8), name: "gateway.json", directory: folder.path)
        #expect(outcome.report.text == "", "nothing to warn of")
        let log = try LogWriter(.file("\(folder.path)/error.jsonl"), name: "log")
        return try Server(
            try #require(outcome.gateway, "\(outcome.report.text)"),
            directory: DataDirectory(path: "\(folder.path)/data"), errorLog: ErrorLog(log), errorLogWriter: log)
    }

    /// What the shell prints, without carriage returns.
    private func run(_ script: String) throws -> String {
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-euc", script]
        shell.standardOutput = output
        try shell.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self).replacing("\r", with: "")
    }
}
