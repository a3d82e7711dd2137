import Kit

extension ErrorCode {
    /// Another notebook's, removed, or never written.
    static let noteUnknown = ErrorCode(
        "note.unknown", status: 404, message: "there is no such note",
        meaning: "The notebook has no note of that number.")
    /// The notebook takes no more.
    static let notebookFull = ErrorCode(
        "notebook.full", status: 409, message: "the notebook is full",
        meaning: "The notebook has as many notes as `noteLimit` allows.")
    /// Its bytes begin like those of no picture.
    static let pictureUnknown = ErrorCode(
        "picture.unknown", status: 415, message: "the file is neither PNG nor JPEG",
        meaning: "What was uploaded as a picture does not begin like one, whatever the client calls it.")
}
