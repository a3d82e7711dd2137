import Synchronization

/// A file that came with a request, as a part of `multipart/form-data`; a property of an operation's input.
///
/// All of it is on disk when the operation runs. It is removed when the call has ended, unless a writing operation
/// keeps it with `call.files.keep`.
public struct UploadedFile: Sendable {
    /// At least so many of the first bytes are looked at, where there are as many.
    package static let firstByteCount = 64

    /// As the client calls it; empty when it does not. It may hold anything, so it is never used as a path.
    public let name: String
    /// What the client says that it is; `nil` when it does not say, or not what is a media type.
    public let declaredType: MediaType?
    /// Its length.
    public let byteCount: Int
    /// The first 64 bytes, or all, to tell what it really is.
    public let firstBytes: [UInt8]
    /// `nil` in what stands in for a file that is missing.
    let hold: FileHold?

    package init(name: String, declaredType: MediaType?, byteCount: Int, firstBytes: [UInt8], hold: FileHold) {
        self.name = name
        self.declaredType = declaredType
        self.byteCount = byteCount
        self.firstBytes = firstBytes
        self.hold = hold
    }

    private init() {
        name = ""
        declaredType = nil
        byteCount = 0
        firstBytes = []
        hold = nil
    }
}

extension UploadedFile: Decodable {
    /// Only the decoder of an operation's input has files.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? CollectingDecoder else { throw BrokenRule("must be a file") }
        let (run, place) = (decoder.run, decoder.place)
        run.probe?.note(.file, at: place)
        switch place.source {
        case .file:
            let (name, file) = run.fields.files[Int(place.row)]
            guard run.fields.files.count(where: { $0.name == name }) == 1 else { throw BrokenRule("is given twice") }
            self = file
        case .nothing, .probe: self.init()
        case .input, .json, .field, .item: throw BrokenRule("must be a file")
        }
    }
}

/// Has a file removed again when the last reference goes, unless it was kept.
package final class FileHold: Sendable {
    let id: FileID
    private let isKept = Atomic(false)
    private let remove: @Sendable (FileID) -> Void

    /// - Parameter remove: called from any thread.
    package init(_ id: FileID, remove: @escaping @Sendable (FileID) -> Void) {
        self.id = id
        self.remove = remove
    }

    deinit { if !isKept.load(ordering: .acquiring) { remove(id) } }

    /// The row that names it is committed.
    package func keep() { isKept.store(true, ordering: .releasing) }
}
