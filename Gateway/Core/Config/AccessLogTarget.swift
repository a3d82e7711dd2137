/// Where access-log lines go.
package enum AccessLogTarget: Sendable, Hashable {
    /// Nowhere: `"path": null`.
    case off
    /// `"path": "-"`.
    case standardOutput
    /// Appended to a file, which is made when it is not there.
    case file(FilePath)
}
