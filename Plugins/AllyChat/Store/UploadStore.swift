import Kit

/// Every statement about uploads.
enum UploadStore {
    fileprivate static let upload = SQL("SELECT format FROM uploads WHERE file = $1")
    fileprivate static let insertUpload = SQL("INSERT INTO uploads (file, format, uploader) VALUES ($1, $2, $3)")
}

extension ReadStore {
    func imageFormat(of file: FileID) throws(APIError) -> ImageFormat? {
        try first(UploadStore.upload, file) { ImageFormat(rawValue: $0.text(0)) } ?? nil
    }
}

extension WriteStore {
    func insertUpload(_ file: FileID, _ format: ImageFormat, by uploader: UserID) throws(APIError) {
        try execute(UploadStore.insertUpload, file, format, uploader)
    }
}
