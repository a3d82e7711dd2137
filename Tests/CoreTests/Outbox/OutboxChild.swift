import Foundation

/// The program `OutboxCrashChild`, as it was built beside the tests.
enum OutboxChild {
    /// It was not built, or lies elsewhere.
    struct Missing: Error {}

    static func url() throws -> URL {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let url = URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("OutboxCrashChild")
        guard FileManager.default.isExecutableFile(atPath: url.path) else { throw Missing() }
        return url
    }
}
