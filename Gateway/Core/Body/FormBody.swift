package import Kit
import System

/// A body of `multipart/form-data` on its way: fields to memory, files to disk, at constant memory. On one loop.
package final class FormBody {
    /// What it has in memory at most: the fields, what waits for the disk, and what is being written.
    static let memoryBytes = fieldLimitBytes + 3 * FileWriter.windowBytes
    /// Names and values of all fields together.
    static let fieldLimitBytes = 64 * 1024
    static let fileLimit = 10

    /// What becomes of content.
    package enum Intake {
        case taken
        /// So is this, but no more should be read before `wake` is called.
        case waits
        /// `refusal` says why.
        case refused
    }

    private struct Upload {
        let part: MultipartPart
        let writer: FileWriter
        let hold: FileHold
        var byteCount = 0
        var firstBytes: [UInt8] = []

        /// A browser's form in which no file was chosen.
        var isNone: Bool { part.fileName == "" && byteCount == 0 }

        var file: UploadedFile {
            UploadedFile(
                name: part.fileName ?? "", declaredType: part.type.flatMap { MediaType($0) }, byteCount: byteCount,
                firstBytes: firstBytes, hold: hold)
        }
    }

    private let folder: FileFolder
    private let wake: @Sendable () -> Void
    private var parser: MultipartParser
    private var form = ReceivedForm()
    private var fieldBytes = 0
    /// The field that comes.
    private var field: (name: String, text: [UInt8])?
    /// All files so far; the last one may still come.
    private var uploads: [Upload] = []
    /// The last file is not complete.
    private var isInFile = false
    package private(set) var refusal: APIError?
    /// All of it, when `finish` has said so.
    package private(set) var received: ReceivedForm?

    /// - Parameters:
    ///   - contentType: the request's, of `multipart/form-data`.
    ///   - wake: called from any thread, once for each time that it waits.
    /// - Throws: `body.malformed`.
    package init(
        contentType: [UInt8], folder: FileFolder, wake: @escaping @Sendable () -> Void
    ) throws(APIError) {
        self.folder = folder
        self.wake = wake
        do throws(MultipartFlaw) { parser = try MultipartParser(contentType: contentType) } catch {
            throw error.apiError
        }
    }

    /// Takes what has come.
    package func append(_ content: Span<UInt8>) -> Intake {
        var index = 0
        while index < content.count, refusal == nil {
            let rest = content.extracting(index...)
            let step = parser.parse(rest)
            index += step.consumed
            switch step.event {
            case .needsMore: break
            case .part(let part): begin(part)
            case .content(let range): add(rest.extracting(range))
            case .delimiterContent(let range): add(parser.delimiter.span.extracting(range))
            case .partEnd: endPart()
            case .failed(let flaw): refusal = flaw.apiError
            }
        }
        return refusal == nil ? intake() : .refused
    }

    /// All has come.
    /// - Returns: `nil` while the disk is behind; `wake` is called then.
    /// - Throws: `body.malformed`, `body.too_large`, `storage.full`, `store.unavailable`.
    package func finish() throws(APIError) -> ReceivedForm? {
        if refusal == nil { refusal = parser.inputEnded()?.apiError }
        if let refusal { throw refusal }
        for upload in uploads where !upload.isNone {
            switch upload.writer.flushed(orWake: wake) {
            case .goesOn: continue
            case .waits: return nil
            case .failed(let error): throw error
            }
        }
        for upload in uploads where !upload.isNone { form.append(upload.part.name, upload.file) }
        received = form
        return form
    }

    // MARK: - Parts

    private func begin(_ part: MultipartPart) {
        guard part.fileName != nil else {
            field = (part.name, [])
            return count(fieldBytes: part.name.utf8.count)
        }
        guard uploads.count < Self.fileLimit else {
            refusal = APIError(
                .bodyMalformed, .formTooManyFiles, message: "the form has more than \(Self.fileLimit) files")
            return
        }
        let writer = FileWriter(in: folder)
        uploads.append(Upload(part: part, writer: writer, hold: writer.hold()))
        isInFile = true
    }

    private func add(_ content: Span<UInt8>) {
        guard isInFile else {
            field?.text.append(copying: content)
            return count(fieldBytes: content.count)
        }
        let last = uploads.count - 1
        uploads[last].writer.append(content)
        uploads[last].byteCount += content.count
        let missing = UploadedFile.firstByteCount - uploads[last].firstBytes.count
        if missing > 0 { uploads[last].firstBytes.append(copying: content.extracting(first: missing)) }
    }

    private func count(fieldBytes more: Int) {
        fieldBytes += more
        guard fieldBytes > Self.fieldLimitBytes else { return }
        refusal = APIError(
            .bodyTooLarge, .formFieldsTooLong, message: "the form's fields exceed \(Self.fieldLimitBytes) bytes")
    }

    private func endPart() {
        if let field { form.append(field.name, field.text) }
        if isInFile, let last = uploads.last, !last.isNone { last.writer.end() }
        (field, isInFile) = (nil, false)
    }

    /// Only the last file may wait for the disk with a window of bytes; those before it are flushed first.
    private func intake() -> Intake {
        for (number, upload) in uploads.enumerated() where !upload.isNone {
            let isLast = number == uploads.count - 1
            switch isLast ? upload.writer.room(orWake: wake) : upload.writer.flushed(orWake: wake) {
            case .goesOn: continue
            case .waits: return .waits
            case .failed(let error):
                refusal = error
                return .refused
            }
        }
        return .taken
    }
}

@available(*, unavailable)
extension FormBody: Sendable {}

extension MultipartFlaw {
    fileprivate var apiError: APIError {
        APIError(.bodyMalformed, .formMalformed, message: "the form is malformed: \(words)")
    }
}
