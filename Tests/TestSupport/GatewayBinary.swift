import Foundation

/// The program `gateway` as it was built beside the tests.
package enum GatewayBinary {
    /// What a run of it left behind.
    package struct Outcome: Sendable {
        package let exitCode: Int32
        package let output: String
        package let errors: String

        /// The output as JSON.
        package func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }

    /// It was not built, or lies elsewhere.
    package struct Missing: Error {}

    /// Its file, in the directory of the running test program.
    package static func url() throws -> URL {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let candidates = [program, CommandLine.arguments[0]].map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("gateway")
        }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw Missing()
        }
        return found
    }

    /// Runs it to its end.
    /// - Parameters:
    ///   - directory: where it is started.
    ///   - input: what it reads from standard input.
    package static func run(
        _ arguments: [String], in directory: String, input: String = "", environment: [String: String] = [:]
    ) throws -> Outcome {
        // Files take any amount, where a pipe that nobody reads is full at 64 KiB.
        let folder = ScratchDirectory()
        let files = ["input", "output", "errors"].map { URL(fileURLWithPath: "\(folder.path)/\($0)") }
        try Data(input.utf8).write(to: files[0])
        let process = Process()
        process.executableURL = try url()
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try Self.emptied(files[1])
        process.standardError = try Self.emptied(files[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
            errors: try String(contentsOf: files[2], encoding: .utf8))
    }

    private static func emptied(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }
}
