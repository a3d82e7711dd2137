import Foundation

/// An empty directory that goes with its owner.
public final class ScratchDirectory: Sendable {
    /// Without a slash at the end.
    public let path: String

    /// Makes it below the system's directory for temporary files.
    public init() {
        path = NSTemporaryDirectory() + "gateway-test-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
