package import Kit

extension ErrorCode {
    /// The disk takes no more.
    package static let storageFull = ErrorCode(
        "storage.full", status: 507, message: "the server has no room for the file",
        meaning: "The disk of the data directory is full, or a quota is used up. Nothing of the upload was kept.")
    /// The bytes asked for are not in the file.
    package static let rangeOutside = ErrorCode(
        "range.outside", status: 416, message: "the file has no such bytes",
        meaning: "The Range field asks for bytes beyond the end of the file; Content-Range says how long it is.")
}
