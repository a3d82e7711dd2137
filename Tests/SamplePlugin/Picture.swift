import Kit

/// What a picture is by its first bytes: what a client says proves nothing, and a browser would believe it.
enum PictureFormat: String, SQLValue {
    case png, jpeg

    init?(firstBytes: [UInt8]) {
        if firstBytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if firstBytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    var type: MediaType { self == .png ? "image/png" : "image/jpeg" }
}

/// A note's picture, as its row has it.
struct Picture {
    let file: FileID
    let format: PictureFormat
}

/// The note's number in the path, and the file in the body.
struct AddPicture: OperationInput {
    let id: Int64
    let picture: UploadedFile

    static let pathFields = ["id"]
    static let bodyFormats: [BodyFormat] = [.multipart]
}

/// As it is answered: `{"byteCount":2048}`.
struct AddedPicture: Encodable, Sendable {
    let byteCount: Int
}

extension Notes {
    /// The file is on disk already; what is not kept is removed.
    func addPicture(_ input: AddPicture, _ call: borrowing WriteCall) throws(APIError) -> Reply {
        let notebook = try call.caller.notebook()
        guard let format = PictureFormat(firstBytes: input.picture.firstBytes) else { throw APIError(.pictureUnknown) }
        guard try call.store.reading.note(input.id, in: notebook) != nil else { throw APIError(.noteUnknown) }
        if let old = try call.store.reading.picture(of: input.id, in: notebook) { try call.files.remove(old.file) }
        let file = try call.files.keep(input.picture)
        try call.store.setPicture(Picture(file: file.id, format: format), of: input.id)
        return .json(
            AddedPicture(byteCount: file.byteCount), status: .created, fields: [.location(Location(path: "picture"))])
    }

    /// The gateway sees to ranges, and to clients that have it already.
    func readPicture(_ input: ReadNote, _ call: borrowing ReadCall) throws(APIError) -> Reply {
        guard let picture = try call.store.picture(of: input.id, in: call.caller.notebook()),
            let file = try call.store.file(picture.file)
        else { throw APIError(.noteUnknown) }
        return .file(file, type: picture.format.type)
    }
}
