/// The program's version: the one place that says it.
enum Version {
    /// As in CHANGELOG.md.
    static let current = "0.1.0"
}
