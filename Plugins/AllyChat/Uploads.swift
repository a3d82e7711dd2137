import Kit

/// What an image is by its first bytes: what a client says proves nothing, and a browser would believe it.
enum ImageFormat: String, SQLValue {
    case png, jpeg, gif, webp

    init?(firstBytes bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else {
            return nil
        }
    }

    var type: MediaType {
        switch self {
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .gif: "image/gif"
        case .webp: "image/webp"
        }
    }
}

/// An image in the field `file` of a form.
struct Upload: OperationInput {
    let file: UploadedFile

    static let bodyFormats: [BodyFormat] = [.multipart]
}

/// `{"file": "https://chat.example.org/api/upload/0123456789abcdef0123456789abcdef"}`
struct UploadedURL: Encodable, Sendable {
    let file: String
}

/// The name of an upload, which is all that one has to know to see it.
struct UploadPath: OperationInput {
    let name: String

    static let pathFields = ["name"]
    static let secretPathFields = ["name"]
    static let bodyFormats: [BodyFormat] = []
}

extension AllyChat {
    /// The file is on disk already; what is not kept is removed.
    func upload(_ input: Upload, _ call: borrowing WriteCall) throws(APIError) -> UploadedURL {
        let caller = try call.caller.account()
        guard input.file.byteCount <= uploadLimitBytes else { throw APIError(.uploadTooLarge) }
        guard let format = ImageFormat(firstBytes: input.file.firstBytes) else { throw APIError(.uploadUnsupported) }
        let file = try call.files.keep(input.file)
        try call.store.insertUpload(file.id, format, by: caller.id)
        let origin = publicOrigin ?? call.caller.place?.origin ?? ""
        return UploadedURL(file: "\(origin)\(call.caller.place?.path ?? "")/\(file.id.text)")
    }

    /// A file never changes, so whoever has it may keep it.
    func downloadUpload(_ input: UploadPath, _ call: borrowing ReadCall) throws(APIError) -> Reply {
        guard let id = try? FileID(checking: input.name), let format = try call.store.imageFormat(of: id),
            let file = try call.store.file(id)
        else { throw APIError(.uploadUnknown) }
        return .file(file, type: format.type, caching: .kept(seconds: 30 * 86_400, isPublic: true))
    }
}
